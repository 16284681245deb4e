/*
id = "care-episodes-gap"
title = "Days between two episodes of one period of care"
severity = "warning"
table = "ssd_cla_episodes"
expected = "an episode that begins on the day the one before ceased"
hint = "If the child stayed in care, begin the episode on the day the one before ceased; if the child left and came back, give it a period of care of its own."
inputs = [
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
*/
WITH ordered AS (
  SELECT source_delivery, source_file, source_row, clae_person_id AS person_id,
    clae_cla_episode_start_date AS start_date,
    MAX(COALESCE(clae_cla_episode_ceased_date, DATE '9999-12-31')) OVER (
      PARTITION BY clae_person_id, clae_cla_id
      ORDER BY clae_cla_episode_start_date, clae_cla_episode_ceased_date, clae_cla_episode_id,
        source_delivery, source_file, source_row
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_end
  FROM ssd_cla_episodes
  WHERE clae_cla_id IS NOT NULL AND clae_cla_episode_start_date IS NOT NULL
)
SELECT source_delivery, source_file, source_row, 'clae_cla_episode_start_date' AS column_name,
  CAST(start_date AS VARCHAR) || ', the one before ceased ' || CAST(earlier_end AS VARCHAR) AS found, person_id
FROM ordered
WHERE start_date > earlier_end
