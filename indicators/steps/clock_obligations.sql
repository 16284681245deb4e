/*
id = "clock_obligations"
title = "What each event of a clock asks for, before exclusions: clock, unit_id, person_id, span_id, event_date, place, k (0 for the first, then 1, 2 … while missed), since, due, done, next_event, end_date, counts_on (resolved date; the span's end for void; null for pending and overdue), looked_on (counts_on, or the data date), state (met, missed, void, pending, overdue: since when, one a lapsed event still open)"
steps = ["clock_events"]
*/
WITH events AS (
    SELECT clock_events.clock, clock_events.span_id, clock_events.person_id, clock_events.end_date,
        clock_events.event_date, clock_events.place, clock_events.next_event, clock_events.first_due,
        clock_events.first_number, clock_events.first_unit, clock_events.repeat_number, clock_events.repeat_unit,
        run.data_date,
        clock_events.first_due <= run.data_date
            AND (clock_events.end_date IS NULL OR clock_events.first_due < clock_events.end_date)
            AND (clock_events.next_event IS NULL OR clock_events.next_event > clock_events.first_due) AS lapsed,
        -- No obligation needs more than one due date past the day on which the lapse ends.
        LEAST(COALESCE(clock_events.next_event, run.data_date), COALESCE(clock_events.end_date, run.data_date),
            run.data_date) AS lapse_ends
    FROM clock_events
    CROSS JOIN run
),
lapses AS (
    SELECT clock, span_id, person_id, end_date, event_date, place, next_event, first_due, first_number, first_unit,
        repeat_number, repeat_unit, data_date,
        unnest(generate_series(
            1,
            CAST(floor((date_part('epoch', lapse_ends) - date_part('epoch', first_due)) / 86400
                / (CASE WHEN repeat_unit = 'months' THEN 28 ELSE 1 END * repeat_number)) AS BIGINT) + 1
        )) AS k
    FROM events
    WHERE lapsed
),
working_days AS (
    SELECT day, working_day_number FROM calendar WHERE is_working_day
),
repeats AS (
    SELECT lapses.clock, lapses.span_id, lapses.person_id, lapses.end_date, lapses.event_date, lapses.place,
        lapses.next_event, lapses.data_date, lapses.k,
        CASE
            WHEN lapses.k = 1 THEN lapses.first_due
            WHEN lapses.repeat_unit = 'WD' THEN earlier.day
            WHEN lapses.repeat_unit = 'days' THEN CAST(
                lapses.first_due + CAST(((lapses.k - 1) * lapses.repeat_number) || ' days' AS INTERVAL) AS DATE)
            -- Months are added once to the event, so that clamping to month ends does not drift.
            WHEN lapses.first_unit = 'months' THEN CAST(lapses.event_date + CAST(
                (lapses.first_number + (lapses.k - 1) * lapses.repeat_number) || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(
                lapses.first_due + CAST(((lapses.k - 1) * lapses.repeat_number) || ' months' AS INTERVAL) AS DATE)
        END AS since,
        CASE
            WHEN lapses.repeat_unit = 'WD' THEN later.day
            WHEN lapses.repeat_unit = 'days' THEN CAST(
                lapses.first_due + CAST((lapses.k * lapses.repeat_number) || ' days' AS INTERVAL) AS DATE)
            WHEN lapses.first_unit = 'months' THEN CAST(lapses.event_date + CAST(
                (lapses.first_number + lapses.k * lapses.repeat_number) || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(
                lapses.first_due + CAST((lapses.k * lapses.repeat_number) || ' months' AS INTERVAL) AS DATE)
        END AS due
    FROM lapses
    JOIN calendar ON calendar.day = lapses.first_due
    LEFT JOIN working_days AS earlier
        ON earlier.working_day_number = calendar.working_day_number + (lapses.k - 1) * lapses.repeat_number
    LEFT JOIN working_days AS later
        ON later.working_day_number = calendar.working_day_number + lapses.k * lapses.repeat_number
),
asked AS (
    SELECT clock, span_id, person_id, end_date, event_date, place, next_event, data_date, 0 AS k,
        event_date AS since, first_due AS due
    FROM events
    UNION ALL
    -- The next one is asked for only while the one before it is missed and the thing is still not done. What
    -- ends a lapse meets nothing.
    SELECT clock, span_id, person_id, end_date, event_date, place, next_event, data_date, k, since, due
    FROM repeats
    WHERE since <= data_date AND (end_date IS NULL OR since < end_date)
        AND (next_event IS NULL OR next_event > due)
),
decided AS (
    SELECT clock, span_id, person_id, end_date, event_date, place, next_event, data_date, k, since, due,
        CASE
            WHEN next_event <= due THEN 'met'
            WHEN end_date <= due THEN 'void'
            WHEN due <= data_date THEN 'missed'
            ELSE 'pending'
        END AS state
    FROM asked
),
listed AS (
    SELECT clock,
        span_id || ' ' || CAST(event_date AS VARCHAR) || CASE WHEN place = 0 THEN ' start' ELSE '' END
            || CASE WHEN k > 0 THEN ' +' || k ELSE '' END AS unit_id,
        person_id, span_id, event_date, place, k, since, due, next_event, end_date, data_date, state
    FROM decided
    UNION ALL
    SELECT clock,
        span_id || ' ' || CAST(event_date AS VARCHAR) || CASE WHEN place = 0 THEN ' start' ELSE '' END || ' overdue',
        person_id, span_id, event_date, place, k, since, due, next_event, end_date, data_date, 'overdue'
    FROM decided
    WHERE state = 'missed' AND k = 0 AND next_event IS NULL AND end_date IS NULL
)
SELECT clock, unit_id, person_id, span_id, event_date, place, k, since, due,
    CASE WHEN state = 'met' THEN next_event END AS done, next_event, end_date,
    CASE state WHEN 'met' THEN next_event WHEN 'missed' THEN due WHEN 'void' THEN end_date END AS counts_on,
    CASE state WHEN 'met' THEN next_event WHEN 'missed' THEN due WHEN 'void' THEN end_date ELSE data_date END
        AS looked_on,
    state
FROM listed
