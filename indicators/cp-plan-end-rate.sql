/*
id = "cp-plan-end-rate"
aliases = ["CPP03"]
title = "Child protection plans ended in twelve months, per 10,000 children"
area = "Child protection"
kind = "rate"
evaluated = "event"
counts = "plan end"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "children in need census"
definition = """
Child protection plans that ended in the twelve months that end with the period, per 10,000 children aged 0 to
17. Plans of other authorities are out."""
steps = ["cp_plan_spans"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
coverage = ["ssd_cp_plans"]
rolling = 12
published = [
  { measure = "lait:DeRegCPR", definition = "same", why = "for the twelve months to 31 March" },
]
disclosive = true
*/
SELECT plan_id AS unit_id, person_id, start_date AS event_date, end_date AS counts_on, 'counted' AS state
FROM cp_plan_spans
WHERE end_date IS NOT NULL
