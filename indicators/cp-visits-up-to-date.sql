/*
id = "cp-visits-up-to-date"
title = "Child protection: children whose visits are up to date at the date"
area = "Child protection"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children; the interval is the council's own standard"
definition = """
Denominator: persons under 18 with a child protection plan of this authority open at the end of the period, those in
care left out (the rule for children in care governs). Numerator: those whose next visit, counted from the latest visit
in the plan at which they were seen, or from its start where there is none, was not yet past due that day. Intervals as in cp-visits-on-time.

A child with several spans open is up to date when all of them are. This form needs only the latest visit of each child, as
a snapshot such as Annex A gives it; there it holds at the data date alone."""
parameters = ["cp_visit_interval"]
steps = ["clock_events", "cp_plan_at", "in_care_at"]
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_visits.cppv_person_id", "ssd_cp_visits.cppv_cp_visit_date"]
optional = ["ssd_person", "ssd_cla_episodes", "ssd_legal_status"]
coverage = ["ssd_cp_plans"]
done_in = "ssd_cp_visits"
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
    WHERE events.clock = 'cp-visit'
)
SELECT latest.person_id AS unit_id, latest.person_id, latest.snapshot_date AS counts_on, MIN(latest.due) AS due,
    MAX(CASE WHEN latest.place = 1 THEN latest.event_date END) AS done,
    CASE WHEN MIN(latest.due) < latest.snapshot_date THEN 'missed' ELSE 'met' END AS state
FROM latest
JOIN cp_plan_at
    ON cp_plan_at.snapshot_date = latest.snapshot_date AND cp_plan_at.person_id = latest.person_id
LEFT JOIN in_care_at
    ON in_care_at.snapshot_date = latest.snapshot_date AND in_care_at.person_id = latest.person_id
WHERE in_care_at.person_id IS NULL
GROUP BY latest.person_id, latest.snapshot_date
