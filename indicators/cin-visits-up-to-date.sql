/*
id = "cin-visits-up-to-date"
title = "Child in need: children whose visits are up to date at the date"
area = "Child in need"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "local standard: there is no statutory interval"
definition = """
Denominator: persons with a child in need plan open at the end of the period who are not in care and have no
child protection plan. Numerator: those whose next visit, counted from the latest visit in the plan at which
they were seen, or from its start where there is none, was not yet past due that day. A child with several
plans open is up to date when all of them are. This form needs only the latest visit of each child."""
parameters = ["cin_visit_interval"]
steps = ["clock_events", "open_people_at"]
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_plans.cinp_cin_plan_end_date",
  "ssd_cin_visits.cinv_person_id",
  "ssd_cin_visits.cinv_cin_visit_date",
]
optional = ["ssd_person", "ssd_cp_plans", "ssd_cla_episodes", "ssd_legal_status"]
coverage = ["ssd_cin_plans"]
done_in = "ssd_cin_visits"
instead = "cin-seen-up-to-date"
latest = true
disclosive = true
*/
WITH latest AS (
    SELECT snapshot_dates.snapshot_date, events.person_id, events.event_date, events.place, events.first_due AS due
    FROM clock_events AS events
    JOIN snapshot_dates
        ON events.event_date <= snapshot_dates.snapshot_date
        AND (events.next_event IS NULL OR snapshot_dates.snapshot_date < events.next_event)
        AND (events.end_date IS NULL OR snapshot_dates.snapshot_date < events.end_date)
    WHERE events.clock = 'cin-visit'
)
SELECT latest.person_id AS unit_id, latest.person_id, latest.snapshot_date AS counts_on, MIN(latest.due) AS due,
    MAX(CASE WHEN latest.place = 1 THEN latest.event_date END) AS done,
    CASE WHEN MIN(latest.due) < latest.snapshot_date THEN 'missed' ELSE 'met' END AS state
FROM latest
JOIN open_people_at
    ON open_people_at.snapshot_date = latest.snapshot_date AND open_people_at.person_id = latest.person_id
WHERE open_people_at.status = 'child-in-need-plan'
GROUP BY latest.person_id, latest.snapshot_date
