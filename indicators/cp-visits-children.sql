/*
id = "cp-visits-children"
title = "Child protection: children none of whose visits was missed or overdue in the period"
area = "Child protection"
kind = "proportion"
evaluated = "period"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children; the interval is the council's own standard"
definition = """
Denominator: children with a child protection plan with a visit resolved in the period (counted as in cp-visits-on-time), or with
a visit overdue on a day of it. Numerator: those with none missed and no day overdue in the period.

A visit is overdue from the day after a missed due date to the day before the child is next visited, or before the
plan ends, up to and including the data date. The exclusions of cp-visits-on-time are looked at on each of those days, so
that a day on which they hold is not overdue. Only obligations whose own interval is
covered are looked at. Evaluated over the whole period: longer periods are not pooled from months."""
parameters = ["cp_visit_interval"]
steps = ["cp_visit_obligations", "cp_visit_overdue", "period_months"]
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_plans.cppl_cp_plan_end_date", "ssd_cp_visits.cppv_person_id", "ssd_cp_visits.cppv_cp_visit_date"]
optional = ["ssd_person", "ssd_cla_episodes", "ssd_legal_status"]
coverage = ["ssd_cp_plans"]
done_in = "ssd_cp_visits"
instead = "cp-visits-up-to-date"
disclosive = false
verdict = true
core = true
*/
WITH months AS (
    SELECT o.person_id, CAST(date_part('year', o.counts_on) * 12 + date_part('month', o.counts_on) AS BIGINT) AS month_number,
        MAX(CASE WHEN o.state = 'missed' THEN 1 ELSE 0 END) AS missed
    FROM cp_visit_obligations AS o
    JOIN coverage
        ON coverage.table_name = 'ssd_cp_visits' AND coverage.from_date <= o.since AND o.counts_on <= coverage.to_date
    WHERE o.excluded IS NULL AND o.state IN ('met', 'missed')
    GROUP BY o.person_id, CAST(date_part('year', o.counts_on) * 12 + date_part('month', o.counts_on) AS BIGINT)
),
overdue AS (
    SELECT person_id,
        CAST(date_part('year', from_date) * 12 + date_part('month', from_date) AS BIGINT) AS first_month,
        CAST(to_date + CAST('-1 days' AS INTERVAL) AS DATE) AS last_day
    FROM cp_visit_overdue
),
overdue_months AS (
    SELECT person_id,
        unnest(generate_series(
            first_month, CAST(date_part('year', last_day) * 12 + date_part('month', last_day) AS BIGINT)
        )) AS month_number
    FROM overdue
),
all_months AS (
    SELECT person_id, month_number, missed FROM months
    UNION ALL
    SELECT person_id, month_number, 1 FROM overdue_months
)
SELECT all_months.person_id AS unit_id, all_months.person_id, period_months.period, period_months.as_at AS counts_on,
    CASE WHEN MAX(all_months.missed) = 1 THEN 'missed' ELSE 'met' END AS state
FROM all_months
JOIN period_months ON period_months.month_number = all_months.month_number
GROUP BY all_months.person_id, period_months.period, period_months.as_at
