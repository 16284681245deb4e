/*
id = "cp_visit_overdue"
title = "Days on which a visit to a child with a child protection plan was overdue, exclusions looked at day by day: person_id, span_id, from_date (the day after a missed due date), to_date (exclusive: the next event, the span's end, or the day after the data date)"
steps = ["cp_visit_obligations", "people", "in_care_spans"]
*/
WITH lapses AS (
    SELECT o.person_id, o.span_id, o.event_date, o.place,
        CAST(MIN(o.due) + CAST('1 days' AS INTERVAL) AS DATE) AS from_date,
        LEAST(
            COALESCE(MAX(o.next_event), DATE '9999-12-31'), COALESCE(MAX(o.end_date), DATE '9999-12-31'),
            CAST(MAX(run.data_date) + CAST('1 days' AS INTERVAL) AS DATE),
            COALESCE(MAX(people.eighteenth), DATE '9999-12-31')
        ) AS to_date
    FROM cp_visit_obligations AS o
    -- Only what a covered obligation shows: the days before coverage begins prove nothing.
    JOIN coverage
        ON coverage.table_name = 'ssd_cp_visits' AND coverage.from_date <= o.since AND o.due <= coverage.to_date
    CROSS JOIN run
    LEFT JOIN people ON people.person_id = o.person_id
    WHERE o.state = 'missed'
    GROUP BY o.person_id, o.span_id, o.event_date, o.place
),
cuts AS (
    SELECT person_id, span_id, event_date, place, to_date, from_date AS day, 1 AS begins
    FROM lapses
    WHERE from_date < to_date
    UNION
    SELECT lapses.person_id, lapses.span_id, lapses.event_date, lapses.place, lapses.to_date, care.from_date, 0
    FROM lapses
    JOIN in_care_spans AS care ON care.person_id = lapses.person_id
    WHERE care.from_date > lapses.from_date AND care.from_date < lapses.to_date
    UNION
    SELECT lapses.person_id, lapses.span_id, lapses.event_date, lapses.place, lapses.to_date, care.to_date, 0
    FROM lapses
    JOIN in_care_spans AS care ON care.person_id = lapses.person_id
    WHERE care.to_date > lapses.from_date AND care.to_date < lapses.to_date
),
pieces AS (
    SELECT person_id, span_id, day AS from_date,
        CASE
            WHEN LEAD(begins) OVER (ORDER BY person_id, span_id, event_date, place, day) = 0
                THEN LEAD(day) OVER (ORDER BY person_id, span_id, event_date, place, day)
            ELSE to_date
        END AS to_date
    FROM cuts
)
SELECT pieces.person_id, pieces.span_id, pieces.from_date, pieces.to_date
FROM pieces
LEFT JOIN in_care_spans AS care
    ON care.person_id = pieces.person_id
    AND care.from_date <= pieces.from_date AND pieces.from_date < care.to_date
WHERE care.person_id IS NULL
