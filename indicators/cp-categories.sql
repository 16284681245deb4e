/*
id = "cp-categories"
aliases = ["CPP12"]
title = "Children with a child protection plan by category of abuse"
area = "Child protection"
kind = "shares"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
The children with a plan at the end of the period (under 18, unborn included, other authorities' plans out) by
category: the latest, or the initial where no later one is recorded. The latest is taken as it stands in the
extract, so a past month shows today's category. No category is ‘not-recorded’."""
steps = ["cp_plan_held_at"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_latest_category",
]
optional = ["ssd_person"]
coverage = ["ssd_cp_plans"]
category = "abuse"
disclosive = true
*/
SELECT person_id AS unit_id, person_id, start_date AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    COALESCE(category, 'not-recorded') AS category
FROM cp_plan_held_at
