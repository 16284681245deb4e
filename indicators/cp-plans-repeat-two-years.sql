/*
id = "cp-plans-repeat-two-years"
aliases = ["CPP05"]
title = "Child protection plans within two years of an earlier one"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "plan start"
good = "low"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
Of the plans that began in the period, those whose child had an earlier plan of this authority that ended no
more than 24 months before, or was still open. An earlier plan is one that began on an earlier day. Plans of
other authorities are out. Plans before the extract's reach count where the table of earlier plans gives them;
one there without an end is taken to have ended when it began."""
steps = ["cp_plan_spans"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
optional = ["earlier_plans"]
coverage = ["ssd_cp_plans"]
lookback = "24 months"
disclosive = true
verdict = true
*/
WITH earlier AS (
    SELECT plan_id, person_id, start_date, COALESCE(end_date, DATE '9999-12-31') AS end_date FROM cp_plan_spans
    UNION ALL
    SELECT 'earlier', person_id, "start", COALESCE("end", "start")
    FROM earlier_plans
    WHERE "end" IS NULL OR "end" >= "start"
),
last_before AS (
    SELECT plan.plan_id, MAX(earlier.end_date) AS ended
    FROM cp_plan_spans AS plan
    JOIN earlier ON earlier.person_id = plan.person_id AND earlier.start_date < plan.start_date
    GROUP BY plan.plan_id
)
SELECT plan.plan_id AS unit_id, plan.person_id, plan.start_date AS event_date, plan.start_date AS counts_on,
    CASE
        WHEN last_before.ended >= plan.start_date THEN 'met'
        WHEN CAST(last_before.ended + CAST(24 || ' months' AS INTERVAL) AS DATE) >= plan.start_date THEN 'met'
        ELSE 'missed'
    END AS state
FROM cp_plan_spans AS plan
LEFT JOIN last_before ON last_before.plan_id = plan.plan_id
