/*
id = "placement-outside-care"
title = "A placement on days when the child was not in care"
severity = "warning"
table = "ssd_cla_placement"
expected = "a start within the period of care"
hint = "Correct the dates of the placement or of the episodes: only a placement that begins within its period of care is counted."
inputs = [
  "ssd_cla_placement.clap_cla_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
*/
WITH care AS (
  SELECT clae_cla_id AS cla_id, clae_person_id AS person_id,
    MIN(COALESCE(clae_entered_care_date, clae_cla_episode_start_date)) AS start_date,
    CASE WHEN COUNT(*) = COUNT(clae_cla_episode_ceased_date) THEN MAX(clae_cla_episode_ceased_date) END AS end_date
  FROM ssd_cla_episodes
  WHERE clae_cla_id IS NOT NULL
  GROUP BY clae_cla_id, clae_person_id
)
SELECT placement.source_delivery, placement.source_file, placement.source_row,
  'clap_cla_placement_start_date' AS column_name,
  CAST(placement.clap_cla_placement_start_date AS VARCHAR) || ', care from ' || CAST(care.start_date AS VARCHAR)
    || COALESCE(' to ' || CAST(care.end_date AS VARCHAR), '') AS found,
  COALESCE(placement.clap_person_id, care.person_id) AS person_id
FROM ssd_cla_placement AS placement
JOIN care ON care.cla_id = placement.clap_cla_id
WHERE placement.clap_cla_placement_start_date < care.start_date
   OR placement.clap_cla_placement_start_date > care.end_date
