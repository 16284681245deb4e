/*
id = "in-care-referral-closed"
title = "A child in care whose referral is closed"
severity = "error"
table = "ssd_cla_episodes"
expected = "an open referral"
hint = "Cease the episode of care, or reopen the referral if the child is still in care."
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_close_date",
]
*/
WITH referred AS (
  SELECT cine_person_id AS person_id,
    CASE WHEN COUNT(*) = COUNT(cine_close_date) THEN MAX(cine_close_date) END AS closed_on
  FROM ssd_cin_episodes
  GROUP BY cine_person_id
)
SELECT span.source_delivery, span.source_file, span.source_row, 'clae_cla_episode_ceased_date' AS column_name,
  'open, referral closed ' || CAST(referred.closed_on AS VARCHAR) AS found, span.clae_person_id AS person_id
FROM ssd_cla_episodes AS span
CROSS JOIN run
JOIN referred ON referred.person_id = span.clae_person_id
WHERE span.clae_cla_episode_start_date <= run.data_date
  AND (span.clae_cla_episode_ceased_date IS NULL OR span.clae_cla_episode_ceased_date > run.data_date)
  AND referred.closed_on <= run.data_date
