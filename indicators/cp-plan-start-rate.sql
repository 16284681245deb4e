/*
id = "cp-plan-start-rate"
aliases = ["CPP02"]
title = "Child protection plans started in twelve months, per 10,000 children"
area = "Child protection"
kind = "rate"
evaluated = "event"
counts = "plan start"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "children in need census"
definition = """
Child protection plans that began in the twelve months that end with the period, per 10,000 children aged 0 to
17. Plans of other authorities are out. A child can start twice; each counts."""
steps = ["cp_plan_spans"]
inputs = ["ssd_cp_plans.cppl_person_id", "ssd_cp_plans.cppl_cp_plan_start_date"]
coverage = ["ssd_cp_plans"]
rolling = 12
published = [
  { measure = "lait:CPP_Abuse_Rate", definition = "same", why = "for the twelve months to 31 March" },
]
disclosive = true
*/
SELECT plan_id AS unit_id, person_id, start_date AS event_date, start_date AS counts_on, 'counted' AS state
FROM cp_plan_spans
