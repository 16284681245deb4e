/*
id = "cic_visit_overdue"
title = "Days on which a visit to a child in care was overdue, exclusions looked at day by day: person_id, span_id, from_date (the day after a missed due date), to_date (exclusive: the next event, the span's end, or the day after the data date)"
steps = ["cic_visit_obligations", "people", "legal_spans", "care_stay_placements"]
*/
WITH lapses AS (
    SELECT o.person_id, o.span_id, o.event_date, o.place,
        CAST(MIN(o.due) + CAST('1 days' AS INTERVAL) AS DATE) AS from_date,
        LEAST(
            COALESCE(MAX(o.next_event), DATE '9999-12-31'), COALESCE(MAX(o.end_date), DATE '9999-12-31'),
            CAST(MAX(run.data_date) + CAST('1 days' AS INTERVAL) AS DATE),
            COALESCE(MAX(people.eighteenth), DATE '9999-12-31')
        ) AS to_date
    FROM cic_visit_obligations AS o
    -- Only what a covered obligation shows: the days before coverage begins prove nothing.
    JOIN coverage
        ON coverage.table_name = 'ssd_cla_visits' AND coverage.from_date <= o.since AND o.due <= coverage.to_date
    CROSS JOIN run
    LEFT JOIN people ON people.person_id = o.person_id
    WHERE o.state = 'missed'
    GROUP BY o.person_id, o.span_id, o.event_date, o.place
),
outside AS (
    SELECT lapses.person_id, lapses.span_id, lapses.event_date, lapses.place, legal_spans.from_date, legal_spans.to_date
    FROM lapses
    JOIN legal_spans ON legal_spans.person_id = lapses.person_id
    WHERE legal_spans.legal_status IN ('V3', 'V4')
    UNION ALL
    SELECT lapses.person_id, lapses.span_id, lapses.event_date, lapses.place, placement.from_date, placement.to_date
    FROM lapses
    JOIN care_stay_placements AS placement
        ON placement.stay_id = lapses.span_id AND placement.person_id = lapses.person_id
    WHERE placement.placement_type IN ('A3', 'A4', 'A5', 'A6')
),
cuts AS (
    SELECT person_id, span_id, event_date, place, to_date, from_date AS day, 1 AS begins
    FROM lapses
    WHERE from_date < to_date
    UNION
    SELECT lapses.person_id, lapses.span_id, lapses.event_date, lapses.place, lapses.to_date, outside.from_date, 0
    FROM lapses
    JOIN outside
        ON outside.person_id = lapses.person_id AND outside.span_id = lapses.span_id
        AND outside.event_date = lapses.event_date AND outside.place = lapses.place
    WHERE outside.from_date > lapses.from_date AND outside.from_date < lapses.to_date
    UNION
    SELECT lapses.person_id, lapses.span_id, lapses.event_date, lapses.place, lapses.to_date, outside.to_date, 0
    FROM lapses
    JOIN outside
        ON outside.person_id = lapses.person_id AND outside.span_id = lapses.span_id
        AND outside.event_date = lapses.event_date AND outside.place = lapses.place
    WHERE outside.to_date > lapses.from_date AND outside.to_date < lapses.to_date
),
pieces AS (
    SELECT person_id, span_id, event_date, place, day AS from_date,
        CASE
            WHEN LEAD(begins) OVER (ORDER BY person_id, span_id, event_date, place, day) = 0
                THEN LEAD(day) OVER (ORDER BY person_id, span_id, event_date, place, day)
            ELSE to_date
        END AS to_date
    FROM cuts
)
SELECT pieces.person_id, pieces.span_id, pieces.from_date, pieces.to_date
FROM pieces
LEFT JOIN outside
    ON outside.person_id = pieces.person_id AND outside.span_id = pieces.span_id
    AND outside.event_date = pieces.event_date AND outside.place = pieces.place
    AND outside.from_date <= pieces.from_date AND pieces.from_date < outside.to_date
WHERE outside.person_id IS NULL
