/*
id = "referral-ends-before-start"
title = "A referral closed before it was made"
severity = "error"
table = "ssd_cin_episodes"
expected = "an end on or after the start"
hint = "Correct the referral date or the closing date of the episode."
inputs = ["ssd_cin_episodes.cine_referral_date", "ssd_cin_episodes.cine_close_date"]
*/
SELECT source_delivery, source_file, source_row,
  'cine_close_date' AS column_name,
  CAST(cine_referral_date AS VARCHAR) || ' to ' || CAST(cine_close_date AS VARCHAR) AS found,
  cine_person_id AS person_id
FROM ssd_cin_episodes
WHERE cine_close_date < cine_referral_date
