/*
id = "cp-ended-after-two-years"
aliases = ["CPP07"]
title = "Child protection plans ended after two years or more"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "plan end"
good = "low"
unit = "%"
decimals = 1
basis = "the data dictionary of the Local Authority Interactive Tool"
definition = """
Of the plans that ended in the period, those that had lasted more than 729 days, the first and the last day
included. Other authorities' plans are out. A child can count twice."""
steps = ["cp_plan_spans"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
coverage = ["ssd_cp_plans"]
published = [
  { measure = "lait:CPPlans2yrs", definition = "same", why = "for the year to 31 March" },
]
disclosive = true
verdict = true
*/
SELECT plan_id AS unit_id, person_id, start_date AS event_date, end_date AS counts_on,
    CASE WHEN CAST(start_date + CAST(729 || ' days' AS INTERVAL) AS DATE) <= end_date THEN 'met' ELSE 'missed' END AS state
FROM cp_plan_spans
WHERE end_date IS NOT NULL
