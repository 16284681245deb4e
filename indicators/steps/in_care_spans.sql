/*
id = "in_care_spans"
title = "When each person was in care (an episode open, legal status not V3 or V4, under 18): person_id, from_date, to_date (exclusive, 9999-12-31 when open). Spans of one person never overlap"
steps = ["people", "legal_spans"]
optional = ["ssd_cla_episodes"]
*/
WITH episodes AS (
    SELECT clae_person_id AS person_id, clae_cla_episode_start_date AS from_date,
        COALESCE(clae_cla_episode_ceased_date, DATE '9999-12-31') AS to_date,
        source_delivery, source_file, source_row
    FROM ssd_cla_episodes
    WHERE clae_person_id IS NOT NULL AND clae_cla_episode_start_date IS NOT NULL
),
-- Episodes that follow or overlap one another run together.
marked AS (
    SELECT person_id, from_date, to_date, source_delivery, source_file, source_row,
        MAX(to_date) OVER (
            PARTITION BY person_id ORDER BY from_date, to_date, source_delivery, source_file, source_row
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS reached
    FROM episodes
),
numbered AS (
    SELECT person_id, from_date, to_date,
        SUM(CASE WHEN reached IS NULL OR from_date > reached THEN 1 ELSE 0 END) OVER (
            PARTITION BY person_id ORDER BY from_date, to_date, source_delivery, source_file, source_row
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS run_number
    FROM marked
),
runs AS (
    SELECT person_id, run_number, MIN(from_date) AS from_date, MAX(to_date) AS to_date
    FROM numbered
    GROUP BY person_id, run_number
),
short_breaks AS (
    SELECT person_id, from_date, to_date FROM legal_spans WHERE legal_status IN ('V3', 'V4')
),
-- Short breaks cut pieces out.
cuts AS (
    SELECT person_id, run_number, to_date, from_date AS day FROM runs
    UNION
    SELECT runs.person_id, runs.run_number, runs.to_date, short_breaks.from_date AS day
    FROM runs
    JOIN short_breaks
        ON short_breaks.person_id = runs.person_id
        AND short_breaks.from_date > runs.from_date AND short_breaks.from_date < runs.to_date
    UNION
    SELECT runs.person_id, runs.run_number, runs.to_date, short_breaks.to_date AS day
    FROM runs
    JOIN short_breaks
        ON short_breaks.person_id = runs.person_id
        AND short_breaks.to_date > runs.from_date AND short_breaks.to_date < runs.to_date
),
pieces AS (
    SELECT person_id, day AS from_date,
        COALESCE(LEAD(day) OVER (PARTITION BY person_id, run_number ORDER BY day), to_date) AS to_date
    FROM cuts
),
kept AS (
    SELECT pieces.person_id, pieces.from_date, LEAST(pieces.to_date, COALESCE(people.eighteenth, pieces.to_date)) AS to_date
    FROM pieces
    LEFT JOIN short_breaks
        ON short_breaks.person_id = pieces.person_id
        AND short_breaks.from_date <= pieces.from_date AND pieces.from_date < short_breaks.to_date
    LEFT JOIN people ON people.person_id = pieces.person_id
    WHERE short_breaks.person_id IS NULL
)
SELECT person_id, from_date, to_date
FROM kept
WHERE from_date < to_date
