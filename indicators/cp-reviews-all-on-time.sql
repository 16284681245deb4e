/*
id = "cp-reviews-all-on-time"
aliases = ["CPP09"]
title = "Children with a child protection plan all of whose reviews were on time"
area = "Child protection"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children"
definition = """
The form that is published for 31 March. Of the children with a plan at the end of the period that had then
lasted three months or more (under 18, other authorities' plans out), those for whom no review conference has
been missed since the plan began: the first within three months of the initial conference (of the plan's start
where the conference is not known), each later one within six months of the one before, and none overdue. The
clock is that of ‘reviews completed on time’."""
steps = ["cp_plan_spans", "clock_obligations", "people"]
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
  "ssd_cp_reviews.cppr_cp_plan_id",
  "ssd_cp_reviews.cppr_cp_review_date",
]
optional = ["ssd_initial_cp_conference", "ssd_person"]
coverage = ["ssd_cp_plans", "ssd_cp_reviews"]
instead = "cp-reviews-up-to-date"
published = [
  { measure = "lait:RevCP", definition = "same", why = "at 31 March" },
]
disclosive = false
*/
WITH reviewed AS (
    SELECT plan.plan_id, plan.person_id, plan.start_date, snapshot_dates.snapshot_date
    FROM cp_plan_spans AS plan
    JOIN snapshot_dates
        ON CAST(plan.start_date + CAST(3 || ' months' AS INTERVAL) AS DATE) <= snapshot_dates.snapshot_date
        AND (plan.end_date IS NULL OR plan.end_date > snapshot_dates.snapshot_date)
    LEFT JOIN people ON people.person_id = plan.person_id
    WHERE people.eighteenth IS NULL OR people.eighteenth > snapshot_dates.snapshot_date
),
missed AS (
    SELECT reviewed.plan_id, reviewed.snapshot_date, MIN(asked.due) AS due
    FROM reviewed
    JOIN clock_obligations AS asked
        ON asked.span_id = reviewed.plan_id AND asked.person_id = reviewed.person_id
    WHERE asked.clock = 'cp-review' AND asked.state = 'missed' AND asked.due <= reviewed.snapshot_date
    GROUP BY reviewed.plan_id, reviewed.snapshot_date
)
SELECT reviewed.person_id AS unit_id, reviewed.person_id, MIN(reviewed.start_date) AS event_date,
    MIN(missed.due) AS due, reviewed.snapshot_date AS counts_on,
    CASE WHEN MIN(missed.due) IS NULL THEN 'met' ELSE 'missed' END AS state
FROM reviewed
LEFT JOIN missed ON missed.plan_id = reviewed.plan_id AND missed.snapshot_date = reviewed.snapshot_date
GROUP BY reviewed.person_id, reviewed.snapshot_date
