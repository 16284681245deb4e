/*
id = "in-care-without-placement"
title = "A child in care with no placement"
severity = "warning"
table = "ssd_cla_episodes"
expected = "a placement open at the data date"
hint = "Record where the child lives, or close the episode if the child has left care: without a placement no visit falls due."
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_placement.clap_cla_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
]
*/
WITH placed AS (
  SELECT DISTINCT clap_cla_id AS cla_id
  FROM ssd_cla_placement
  CROSS JOIN run
  WHERE clap_cla_placement_start_date <= data_date
    AND (clap_cla_placement_end_date IS NULL OR clap_cla_placement_end_date > data_date)
)
SELECT episode.source_delivery, episode.source_file, episode.source_row,
  'clae_cla_episode_start_date' AS column_name,
  'open from ' || CAST(episode.clae_cla_episode_start_date AS VARCHAR) AS found,
  episode.clae_person_id AS person_id
FROM ssd_cla_episodes AS episode
CROSS JOIN run
LEFT JOIN placed ON placed.cla_id = episode.clae_cla_id
WHERE episode.clae_cla_episode_start_date <= run.data_date
  AND (episode.clae_cla_episode_ceased_date IS NULL OR episode.clae_cla_episode_ceased_date > run.data_date)
  AND placed.cla_id IS NULL
