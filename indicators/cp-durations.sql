/*
id = "cp-durations"
title = "Children with a child protection plan by how long they have had it"
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
the time since it began: three months or less, more than three to six months, more than six months to less
than a year, one to less than two years, two years or more. Of several open plans the earliest counts."""
steps = ["cp_plan_held_at"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
optional = ["ssd_person"]
coverage = ["ssd_cp_plans"]
category = "duration"
published = [
  { measure = "csc:cpp_31mar_duration_pct", definition = "same", why = "at 31 March; its bands are the breakdown" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, start_date AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    CASE
        WHEN CAST(start_date + CAST(3 || ' months' AS INTERVAL) AS DATE) >= snapshot_date THEN 'to-3-months'
        WHEN CAST(start_date + CAST(6 || ' months' AS INTERVAL) AS DATE) >= snapshot_date THEN '3-to-6-months'
        WHEN CAST(start_date + CAST(12 || ' months' AS INTERVAL) AS DATE) > snapshot_date THEN '6-to-12-months'
        WHEN CAST(start_date + CAST(24 || ' months' AS INTERVAL) AS DATE) > snapshot_date THEN '1-to-2-years'
        ELSE '2-years-or-more'
    END AS category
FROM cp_plan_held_at
