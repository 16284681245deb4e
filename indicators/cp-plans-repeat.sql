/*
id = "cp-plans-repeat"
aliases = ["CPP04"]
title = "Second or subsequent child protection plans"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "plan start"
good = "low"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Denominator: child protection plans of this authority that began in the period. Numerator: those whose person had an
earlier plan of this authority, however long ago. One that began on the same day is not earlier. Where the extract gives
the number of previous plans (Annex A), a number above 0 counts too, as do the plans of the local table earlier_plans.
Other authorities' plans are neither counted nor looked back to."""
steps = ["cp_plan_spans"]
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date"]
optional = ["earlier_plans"]
coverage = ["ssd_cp_plans"]
lookback = "all"
published = [{ measure = "lait:PrevRegCPR", definition = "same" }, { measure = "csc:cpp_repeat_pct", definition = "same" }]
disclosive = false
verdict = true
core = true
*/
WITH known AS (
    SELECT person_id, start_date FROM cp_plan_spans
    UNION ALL
    SELECT earlier_plans.person_id, earlier_plans."start"
    FROM earlier_plans
    WHERE earlier_plans."start" IS NOT NULL
        AND (earlier_plans."end" IS NULL OR earlier_plans."end" >= earlier_plans."start")
),
firsts AS (
    SELECT person_id, MIN(start_date) AS first_start FROM known GROUP BY person_id
)
SELECT plan.plan_id AS unit_id, plan.person_id, plan.start_date AS event_date, plan.start_date AS counts_on,
    CASE WHEN firsts.first_start < plan.start_date OR plan.previous_plans > 0 THEN 'met' ELSE 'missed' END AS state
FROM cp_plan_spans AS plan
JOIN firsts ON firsts.person_id = plan.person_id
