/*
id = "care-ended-without-reason"
title = "An episode of care that ceased for no recorded reason"
severity = "warning"
table = "ssd_cla_episodes"
expected = "a reason, X1 where another episode follows"
hint = "Record why the episode ceased: adoptions and returns home can't be counted without it."
inputs = ["ssd_cla_episodes.clae_cla_episode_ceased_date", "ssd_cla_episodes.clae_cla_episode_ceased_reason"]
*/
SELECT source_delivery, source_file, source_row, 'clae_cla_episode_ceased_reason' AS column_name,
  'ceased ' || CAST(clae_cla_episode_ceased_date AS VARCHAR) AS found, clae_person_id AS person_id
FROM ssd_cla_episodes
WHERE clae_cla_episode_ceased_date IS NOT NULL AND clae_cla_episode_ceased_reason IS NULL
