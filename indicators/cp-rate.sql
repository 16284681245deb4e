/*
id = "cp-rate"
aliases = ["CPP01"]
title = "Children with a child protection plan per 10,000"
area = "Child protection"
kind = "rate"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "Working Together to Safeguard Children; as counted in the children in need census"
definition = """
Children with a child protection plan at the end of the period, per 10,000 children aged 0 to 17: persons under 18, the
unborn included (one whose date of birth is unknown counts as under), with a plan of this authority open that day."""
steps = ["cp_plan_at"]
inputs = ["ssd_cp_plans.cppl_person_id", "ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_plans.cppl_cp_plan_end_date"]
optional = ["ssd_person"]
coverage = ["ssd_cp_plans"]
published = [{ measure = "lait:CPP_rate", definition = "same" }]
disclosive = true
verdict = true
core = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on, 'counted' AS state
FROM cp_plan_at
