/*
id = "cin-plans-open"
aliases = ["CIN02"]
title = "Children with a child in need plan"
area = "Child in need"
kind = "count"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "children"
decimals = 0
basis = "local practice"
definition = """
Children with a child in need plan open at the end of the period who are not in care and have no child
protection plan. Each child counts once. Not the same as children in need per 10,000, which takes in everyone
with an open case."""
steps = ["open_people_at"]
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_plans.cinp_cin_plan_end_date",
]
optional = [
  "ssd_cla_episodes",
  "ssd_legal_status",
  "ssd_cp_plans",
  "ssd_cin_assessments",
  "ssd_cin_episodes",
  "ssd_care_leavers",
  "ssd_early_help_episodes",
  "ssd_person",
]
coverage = ["ssd_cin_plans"]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on, 'counted' AS state
FROM open_people_at
WHERE status = 'child-in-need-plan'
