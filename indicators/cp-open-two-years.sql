/*
id = "cp-open-two-years"
aliases = ["CPP06"]
title = "Children with a child protection plan for two years or more"
area = "Child protection"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Of the children with a plan at the end of the period (under 18, unborn included, other authorities' plans
out), those whose plan began two years before or earlier. Of several open plans the earliest counts."""
steps = ["cp_plan_held_at"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
optional = ["ssd_person"]
coverage = ["ssd_cp_plans"]
published = [
  { measure = "lait:CPPlans2yrsActive", definition = "same", why = "at 31 March" },
  { measure = "csc:cpp_31mar_duration_pct", breakdown = "2 years or more", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, start_date AS event_date, snapshot_date AS counts_on,
    CASE WHEN CAST(start_date + CAST(24 || ' months' AS INTERVAL) AS DATE) <= snapshot_date THEN 'met' ELSE 'missed' END
        AS state
FROM cp_plan_held_at
