/*
id = "open-after-death"
title = "A plan or episode still open after the child died"
severity = "error"
table = "ssd_person"
expected = "closed on or before the date of death"
hint = "Close the plan, episode or involvement on the day of death: until then the child counts as open."
inputs = ["ssd_person.pers_person_id", "ssd_person.pers_death_date"]
optional = ["ssd_cin_episodes", "ssd_cin_plans", "ssd_cp_plans", "ssd_cla_episodes"]
*/
WITH open_span AS (
  SELECT source_delivery, source_file, source_row, 'cine_close_date' AS column_name, cine_close_date AS end_date, cine_person_id AS person_id FROM ssd_cin_episodes
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinp_cin_plan_end_date', cinp_cin_plan_end_date, cinp_person_id FROM ssd_cin_plans
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppl_cp_plan_end_date', cppl_cp_plan_end_date, cppl_person_id FROM ssd_cp_plans
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clae_cla_episode_ceased_date', clae_cla_episode_ceased_date, clae_person_id FROM ssd_cla_episodes
)
SELECT open_span.source_delivery, open_span.source_file, open_span.source_row, open_span.column_name,
  'open, died ' || CAST(ssd_person.pers_death_date AS VARCHAR) AS found, open_span.person_id
FROM open_span
JOIN ssd_person ON ssd_person.pers_person_id = open_span.person_id
WHERE open_span.end_date IS NULL AND ssd_person.pers_death_date IS NOT NULL
