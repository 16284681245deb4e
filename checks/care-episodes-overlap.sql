/*
id = "care-episodes-overlap"
title = "Two episodes of care of a child at once"
severity = "warning"
table = "ssd_cla_episodes"
expected = "an episode that begins on or after the end of the one before"
hint = "End the earlier episode on the day the later began: each change of legal status or placement closes one episode and opens the next."
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
*/
WITH ordered AS (
  SELECT source_delivery, source_file, source_row, clae_person_id AS person_id, clae_cla_episode_start_date AS start_date,
    MAX(COALESCE(clae_cla_episode_ceased_date, DATE '9999-12-31')) OVER (
      PARTITION BY clae_person_id ORDER BY clae_cla_episode_start_date, clae_cla_episode_ceased_date, clae_cla_episode_id, source_delivery, source_file, source_row
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_end
  FROM ssd_cla_episodes
  WHERE clae_person_id IS NOT NULL
    AND clae_cla_episode_start_date IS NOT NULL
)
SELECT source_delivery, source_file, source_row, 'clae_cla_episode_start_date' AS column_name,
  CAST(start_date AS VARCHAR)
    || CASE WHEN earlier_end = DATE '9999-12-31' THEN ', one before it is open' ELSE ', one before it ended ' || CAST(earlier_end AS VARCHAR) END AS found,
  person_id
FROM ordered
WHERE start_date < earlier_end
