/*
id = "two-cp-plans-at-once"
title = "Two child protection plans of a child at once"
severity = "error"
table = "ssd_cp_plans"
expected = "a plan that begins on or after the end of the one before"
hint = "End one of the plans, or delete it if it was entered twice: visits and reviews are due under both, and the second counts as a repeat plan."
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
  "ssd_cp_plans.cppl_cp_plan_id",
]
*/
WITH ordered AS (
  SELECT source_delivery, source_file, source_row, cppl_person_id AS person_id, cppl_cp_plan_start_date AS start_date,
    MAX(COALESCE(cppl_cp_plan_end_date, DATE '9999-12-31')) OVER (
      PARTITION BY cppl_person_id ORDER BY cppl_cp_plan_start_date, cppl_cp_plan_end_date, cppl_cp_plan_id, source_delivery, source_file, source_row
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_end
  FROM ssd_cp_plans
  WHERE cppl_person_id IS NOT NULL
    AND cppl_cp_plan_start_date IS NOT NULL
    AND COALESCE(cppl_cp_plan_ola, 'N') <> 'Y'
)
SELECT source_delivery, source_file, source_row, 'cppl_cp_plan_start_date' AS column_name,
  CAST(start_date AS VARCHAR)
    || CASE WHEN earlier_end = DATE '9999-12-31' THEN ', one before it is open' ELSE ', one before it ended ' || CAST(earlier_end AS VARCHAR) END AS found,
  person_id
FROM ordered
WHERE start_date < earlier_end
