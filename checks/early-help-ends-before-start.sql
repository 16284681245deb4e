/*
id = "early-help-ends-before-start"
title = "An early help episode ended before it began"
severity = "error"
table = "ssd_early_help_episodes"
expected = "an end on or after the start"
hint = "Correct the start or the end of the episode."
inputs = ["ssd_early_help_episodes.earl_episode_start_date", "ssd_early_help_episodes.earl_episode_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'earl_episode_end_date' AS column_name,
  CAST(earl_episode_start_date AS VARCHAR) || ' to ' || CAST(earl_episode_end_date AS VARCHAR) AS found,
  earl_person_id AS person_id
FROM ssd_early_help_episodes
WHERE earl_episode_end_date < earl_episode_start_date
