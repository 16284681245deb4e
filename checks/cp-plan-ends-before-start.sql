/*
id = "cp-plan-ends-before-start"
title = "A child protection plan ended before it began"
severity = "error"
table = "ssd_cp_plans"
expected = "an end on or after the start"
hint = "Correct the start or the end of the plan; while it stands, the plan is out of every number."
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_plans.cppl_cp_plan_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'cppl_cp_plan_end_date' AS column_name,
  CAST(cppl_cp_plan_start_date AS VARCHAR) || ' to ' || CAST(cppl_cp_plan_end_date AS VARCHAR) AS found,
  cppl_person_id AS person_id
FROM ssd_cp_plans
WHERE cppl_cp_plan_end_date < cppl_cp_plan_start_date
