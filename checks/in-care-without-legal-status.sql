/*
id = "in-care-without-legal-status"
title = "A child in care with no legal status"
severity = "error"
table = "ssd_cla_episodes"
expected = "a legal status open at the data date"
hint = "Record the legal status, or close the episode if the child has left care: without one the child counts as in care, and short breaks can't be told apart."
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_legal_status.lega_person_id",
  "ssd_legal_status.lega_legal_status",
]
*/
WITH held AS (
  SELECT DISTINCT lega_person_id AS person_id
  FROM ssd_legal_status
  CROSS JOIN run
  WHERE lega_legal_status IS NOT NULL
    AND lega_legal_status_start_date <= data_date
    AND (lega_legal_status_end_date IS NULL OR lega_legal_status_end_date > data_date)
)
SELECT episode.source_delivery, episode.source_file, episode.source_row,
  'clae_cla_episode_start_date' AS column_name,
  'open from ' || CAST(episode.clae_cla_episode_start_date AS VARCHAR) AS found,
  episode.clae_person_id AS person_id
FROM ssd_cla_episodes AS episode
CROSS JOIN run
LEFT JOIN held ON held.person_id = episode.clae_person_id
WHERE episode.clae_cla_episode_start_date <= run.data_date
  AND (episode.clae_cla_episode_ceased_date IS NULL OR episode.clae_cla_episode_ceased_date > run.data_date)
  AND held.person_id IS NULL
