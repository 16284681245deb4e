/*
id = "clock_events"
title = "Events of all clocks (cp-visit, cic-visit, cp-review, cic-review, cin-visit): clock, span_id, person_id, end_date, event_date, place (0 start, 1 done), next_event, first_due, and the intervals as count and unit in force on the event's date"
steps = ["cp_visit_clock", "cic_visit_clock", "cp_review_clock", "cic_review_clock", "cin_visit_clock"]
parameters = ["cp_visit_interval", "cic_first_visit", "cic_visit_interval", "cic_visit_interval_long_term", "cic_visit_interval_interim_order_at_home", "cic_visit_interval_interim_order_at_home_reviewed", "cp_review_first", "cp_review_next", "cic_review_first", "cic_review_second", "cic_review_next", "cin_visit_interval"]
*/
WITH days AS (
    SELECT 'cp-visit' AS clock, span_id, person_id, end_date, event_date, place, first_interval, repeat_interval
    FROM cp_visit_clock
    UNION ALL
    SELECT 'cic-visit', span_id, person_id, end_date, event_date, place, first_interval, repeat_interval
    FROM cic_visit_clock
    UNION ALL
    SELECT 'cp-review', span_id, person_id, end_date, event_date, place, first_interval, repeat_interval
    FROM cp_review_clock
    UNION ALL
    SELECT 'cic-review', span_id, person_id, end_date, event_date, place, first_interval, repeat_interval
    FROM cic_review_clock
    UNION ALL
    SELECT 'cin-visit', span_id, person_id, end_date, event_date, place, first_interval, repeat_interval
    FROM cin_visit_clock
),
-- A thing done on the first day comes after the start and so meets its first obligation that day. Every span has one
-- start, so that the next row is of the same span exactly when it is not a start.
ordered AS (
    SELECT clock, span_id, person_id, end_date, event_date, place, first_interval, repeat_interval,
        CASE
            WHEN LEAD(place) OVER (ORDER BY clock, span_id, person_id, event_date, place) = 1
                THEN LEAD(event_date) OVER (ORDER BY clock, span_id, person_id, event_date, place)
        END AS next_event
    FROM days
),
intervals AS (
    SELECT name, COALESCE(from_date, DATE '1900-01-01') AS from_date,
        COALESCE(to_date, DATE '9999-12-31') AS to_date, count AS number, unit,
        CAST(count || CASE WHEN unit = 'months' THEN ' months' ELSE ' days' END AS INTERVAL) AS length
    FROM parameters
),
working_days AS (
    SELECT day, working_day_number FROM calendar WHERE is_working_day
),
timed AS (
    SELECT ordered.clock, ordered.span_id, ordered.person_id, ordered.end_date, ordered.event_date, ordered.place,
        ordered.next_event, firsts.number AS first_number, firsts.unit AS first_unit, firsts.length AS first_length,
        repeats.number AS repeat_number, repeats.unit AS repeat_unit
    FROM ordered
    JOIN intervals AS firsts
        ON firsts.name = ordered.first_interval
        AND firsts.from_date <= ordered.event_date AND ordered.event_date < firsts.to_date
    JOIN intervals AS repeats
        ON repeats.name = ordered.repeat_interval
        AND repeats.from_date <= ordered.event_date AND ordered.event_date < repeats.to_date
)
SELECT timed.clock, timed.span_id, timed.person_id, timed.end_date, timed.event_date, timed.place, timed.next_event,
    CASE
        WHEN timed.first_unit = 'WD' THEN working_days.day
        ELSE CAST(timed.event_date + timed.first_length AS DATE)
    END AS first_due,
    timed.first_number, timed.first_unit, timed.repeat_number, timed.repeat_unit
FROM timed
JOIN calendar ON calendar.day = timed.event_date
LEFT JOIN working_days ON working_days.working_day_number = calendar.working_day_number + timed.first_number
