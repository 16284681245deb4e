/*
id = "missing-episode-ends-before-start"
title = "A child returned before going missing"
severity = "error"
table = "ssd_missing"
expected = "an end on or after the start"
hint = "Correct the start or the end of the missing episode."
inputs = ["ssd_missing.miss_missing_episode_start_date", "ssd_missing.miss_missing_episode_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'miss_missing_episode_end_date' AS column_name,
  CAST(miss_missing_episode_start_date AS VARCHAR) || ' to ' || CAST(miss_missing_episode_end_date AS VARCHAR) AS found,
  miss_person_id AS person_id
FROM ssd_missing
WHERE miss_missing_episode_end_date < miss_missing_episode_start_date
