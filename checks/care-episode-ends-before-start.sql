/*
id = "care-episode-ends-before-start"
title = "An episode of care ended before it began"
severity = "error"
table = "ssd_cla_episodes"
expected = "an end on or after the start"
hint = "Correct the start of the episode or the date it ceased; while it stands, the child is out of every number on children in care."
inputs = ["ssd_cla_episodes.clae_cla_episode_start_date", "ssd_cla_episodes.clae_cla_episode_ceased_date"]
*/
SELECT source_delivery, source_file, source_row,
  'clae_cla_episode_ceased_date' AS column_name,
  CAST(clae_cla_episode_start_date AS VARCHAR) || ' to ' || CAST(clae_cla_episode_ceased_date AS VARCHAR) AS found,
  clae_person_id AS person_id
FROM ssd_cla_episodes
WHERE clae_cla_episode_ceased_date < clae_cla_episode_start_date
