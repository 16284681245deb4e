/*
id = "cic-reviews-up-to-date"
title = "Children in care: children whose reviews are up to date at the date"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33"
definition = """
Denominator: children in care at the end of the period (as in cic-rate). Numerator: those whose next review, counted from
the latest one held, or from entering care where there is none, was not yet past due that day. Intervals as in
cic-reviews-on-time, but since an extract of the latest reviews does not say which was the first, one known review
counts as the first only when it was held within the first interval (20 working days) of entering care.

A child with several spans open is up to date when all of them are. This form needs only the latest review of each child, as
a snapshot such as Annex A gives it; there it holds at the data date alone."""
parameters = ["cic_review_first", "cic_review_second", "cic_review_next"]
steps = ["clock_events", "in_care_at"]
inputs = ["ssd_cla_episodes.clae_cla_id", "ssd_cla_reviews.clar_cla_id", "ssd_cla_reviews.clar_cla_review_date"]
optional = ["ssd_person", "ssd_legal_status"]
coverage = ["ssd_cla_episodes"]
done_in = "ssd_cla_reviews"
latest = true
disclosive = true
*/
WITH entries AS (
    SELECT span_id, person_id, first_due FROM clock_events WHERE clock = 'cic-review' AND place = 0
),
later AS (
    SELECT events.span_id, events.person_id, events.event_date, events.place,
        CASE intervals.unit
            WHEN 'months' THEN CAST(events.event_date + CAST(intervals.count || ' months' AS INTERVAL) AS DATE)
            WHEN 'WD' THEN working_days.day
            ELSE CAST(events.event_date + CAST(intervals.count || ' days' AS INTERVAL) AS DATE)
        END AS due
    FROM clock_events AS events
    JOIN entries ON entries.span_id = events.span_id AND entries.person_id = events.person_id
    JOIN parameters AS intervals
        ON intervals.name = 'cic_review_next'
        AND COALESCE(intervals.from_date, DATE '1900-01-01') <= events.event_date
        AND events.event_date < COALESCE(intervals.to_date, DATE '9999-12-31')
    JOIN calendar ON calendar.day = events.event_date
    LEFT JOIN (SELECT day, working_day_number FROM calendar WHERE is_working_day) AS working_days
        ON working_days.working_day_number = calendar.working_day_number + intervals.count
    WHERE events.clock = 'cic-review' AND events.place = 1 AND events.event_date > entries.first_due
),
latest AS (
    SELECT snapshot_dates.snapshot_date, events.person_id, events.span_id, events.event_date, events.place,
        COALESCE(later.due, events.first_due) AS due
    FROM clock_events AS events
    JOIN snapshot_dates
        ON events.event_date <= snapshot_dates.snapshot_date
        AND (events.next_event IS NULL OR snapshot_dates.snapshot_date < events.next_event)
        AND (events.end_date IS NULL OR snapshot_dates.snapshot_date < events.end_date)
    LEFT JOIN later
        ON later.span_id = events.span_id AND later.person_id = events.person_id
        AND later.event_date = events.event_date AND later.place = events.place
    WHERE events.clock = 'cic-review'
)
SELECT latest.person_id AS unit_id, latest.person_id, latest.snapshot_date AS counts_on, MIN(latest.due) AS due,
    MAX(CASE WHEN latest.place = 1 THEN latest.event_date END) AS done,
    CASE WHEN MIN(latest.due) < latest.snapshot_date THEN 'missed' ELSE 'met' END AS state
FROM latest
JOIN in_care_at
    ON in_care_at.snapshot_date = latest.snapshot_date AND in_care_at.person_id = latest.person_id
GROUP BY latest.person_id, latest.snapshot_date
