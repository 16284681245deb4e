/*
id = "care-before-birth"
title = "A record of care before the child was born"
severity = "error"
table = "ssd_cla_episodes"
expected = "a date on or after the date of birth"
hint = "Correct the date of birth or the date of the record: a child can't be in care, be visited in care or have a health check before birth."
inputs = ["ssd_person.pers_person_id", "ssd_person.pers_dob"]
optional = [
  "ssd_cla_episodes",
  "ssd_cla_placement",
  "ssd_cla_visits",
  "ssd_cla_reviews",
  "ssd_cla_health",
  "ssd_legal_status",
  "ssd_missing",
  "ssd_sdq_scores",
]
*/
WITH happened AS (
  SELECT source_delivery, source_file, source_row, 'clae_cla_episode_start_date' AS column_name, clae_cla_episode_start_date AS day, clae_person_id AS person_id FROM ssd_cla_episodes
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clap_cla_placement_start_date' AS column_name, clap_cla_placement_start_date AS day, clap_person_id AS person_id FROM ssd_cla_placement
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clav_cla_visit_date' AS column_name, clav_cla_visit_date AS day, clav_person_id AS person_id FROM ssd_cla_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clar_cla_review_date' AS column_name, clar_cla_review_date AS day, clar_cla_person_id AS person_id FROM ssd_cla_reviews
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clah_health_check_date' AS column_name, clah_health_check_date AS day, clah_person_id AS person_id FROM ssd_cla_health
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'lega_legal_status_start_date' AS column_name, lega_legal_status_start_date AS day, lega_person_id AS person_id FROM ssd_legal_status
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'miss_missing_episode_start_date' AS column_name, miss_missing_episode_start_date AS day, miss_person_id AS person_id FROM ssd_missing
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'csdq_sdq_completed_date' AS column_name, csdq_sdq_completed_date AS day, csdq_person_id AS person_id FROM ssd_sdq_scores
)
SELECT happened.source_delivery, happened.source_file, happened.source_row, happened.column_name,
  CAST(happened.day AS VARCHAR) || ', before the date of birth' AS found,
  happened.person_id
FROM happened
JOIN ssd_person ON ssd_person.pers_person_id = happened.person_id
WHERE happened.day < ssd_person.pers_dob
