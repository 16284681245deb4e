/*
id = "cp-reviews-up-to-date"
title = "Child protection: children whose reviews are up to date at the date"
area = "Child protection"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children"
definition = """
Denominator: persons under 18 with a child protection plan of this authority open at the end of the period. Numerator:
those whose next review conference, counted from the latest one held, or from the initial conference (the start of the
plan where that is unknown) where there is none, was not yet past due that day. Intervals as in cp-reviews-on-time.

A child with several spans open is up to date when all of them are. This form needs only the latest review of each child, as
a snapshot such as Annex A gives it; there it holds at the data date alone."""
parameters = ["cp_review_first", "cp_review_next"]
steps = ["clock_events", "cp_plan_at"]
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_reviews.cppr_cp_plan_id", "ssd_cp_reviews.cppr_cp_review_date"]
optional = ["ssd_person", "ssd_initial_cp_conference"]
coverage = ["ssd_cp_plans"]
done_in = "ssd_cp_reviews"
latest = true
disclosive = true
*/
WITH latest AS (
    SELECT snapshot_dates.snapshot_date, events.person_id, events.span_id, events.event_date, events.place,
        events.first_due AS due
    FROM clock_events AS events
    JOIN snapshot_dates
        ON events.event_date <= snapshot_dates.snapshot_date
        AND (events.next_event IS NULL OR snapshot_dates.snapshot_date < events.next_event)
        AND (events.end_date IS NULL OR snapshot_dates.snapshot_date < events.end_date)
    WHERE events.clock = 'cp-review'
)
SELECT latest.person_id AS unit_id, latest.person_id, latest.snapshot_date AS counts_on, MIN(latest.due) AS due,
    MAX(CASE WHEN latest.place = 1 THEN latest.event_date END) AS done,
    CASE WHEN MIN(latest.due) < latest.snapshot_date THEN 'missed' ELSE 'met' END AS state
FROM latest
JOIN cp_plan_at
    ON cp_plan_at.snapshot_date = latest.snapshot_date AND cp_plan_at.person_id = latest.person_id
GROUP BY latest.person_id, latest.snapshot_date
