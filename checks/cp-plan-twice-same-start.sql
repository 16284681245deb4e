/*
id = "cp-plan-twice-same-start"
title = "Two child protection plans of a child from the same day"
severity = "error"
table = "ssd_cp_plans"
expected = "one record"
hint = "Delete one if it was entered twice: both are counted, and visits are due under both."
inputs = ["ssd_cp_plans.cppl_person_id", "ssd_cp_plans.cppl_cp_plan_start_date"]
*/
WITH numbered AS (
  SELECT source_delivery, source_file, source_row, cppl_person_id AS person_id, cppl_cp_plan_start_date AS day,
    ROW_NUMBER() OVER (
      PARTITION BY cppl_person_id, cppl_cp_plan_start_date ORDER BY cppl_cp_plan_id, source_delivery, source_file, source_row
    ) AS place
  FROM ssd_cp_plans
  WHERE cppl_person_id IS NOT NULL AND cppl_cp_plan_start_date IS NOT NULL
    AND COALESCE(cppl_cp_plan_ola, 'N') <> 'Y'
)
SELECT source_delivery, source_file, source_row, 'cppl_cp_plan_start_date' AS column_name, CAST(day AS VARCHAR) AS found, person_id
FROM numbered
WHERE place > 1
