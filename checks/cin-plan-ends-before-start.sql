/*
id = "cin-plan-ends-before-start"
title = "A child in need plan ended before it began"
severity = "error"
table = "ssd_cin_plans"
expected = "an end on or after the start"
hint = "Correct the start or the end of the plan."
inputs = ["ssd_cin_plans.cinp_cin_plan_start_date", "ssd_cin_plans.cinp_cin_plan_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'cinp_cin_plan_end_date' AS column_name,
  CAST(cinp_cin_plan_start_date AS VARCHAR) || ' to ' || CAST(cinp_cin_plan_end_date AS VARCHAR) AS found,
  cinp_person_id AS person_id
FROM ssd_cin_plans
WHERE cinp_cin_plan_end_date < cinp_cin_plan_start_date
