/*
id = "cp-plan-ends"
title = "Child protection plans ended"
area = "Child protection"
kind = "count"
evaluated = "event"
counts = "plan end"
good = "none"
unit = "plans"
decimals = 0
basis = "Working Together to Safeguard Children"
definition = """
Child protection plans by the date they ended. Plans of other authorities are out."""
steps = ["cp_plan_spans"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
coverage = ["ssd_cp_plans"]
disclosive = true
verdict = true
*/
SELECT plan_id AS unit_id, person_id, start_date AS event_date, end_date AS counts_on, 'counted' AS state
FROM cp_plan_spans
WHERE end_date IS NOT NULL
