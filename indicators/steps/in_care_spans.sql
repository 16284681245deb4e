/*
id = "in_care_spans"
title = "When each person was in care (an episode open, legal status not V3 or V4, under 18): person_id, from_date, to_date (exclusive, 9999-12-31 when open). Spans of one person neither overlap nor touch"
steps = ["people", "legal_spans"]
optional = ["ssd_cla_episodes"]
*/
WITH episodes AS (
    SELECT episode.clae_person_id AS person_id, episode.clae_cla_episode_start_date AS from_date,
        LEAST(
            COALESCE(episode.clae_cla_episode_ceased_date, DATE '9999-12-31'),
            COALESCE(people.eighteenth, DATE '9999-12-31')
        ) AS to_date
    FROM ssd_cla_episodes AS episode
    LEFT JOIN people ON people.person_id = episode.clae_person_id
    WHERE episode.clae_person_id IS NOT NULL AND episode.clae_cla_episode_start_date IS NOT NULL
),
short_breaks AS (
    SELECT person_id, from_date, to_date FROM legal_spans WHERE legal_status IN ('V3', 'V4')
),
edges AS (
    SELECT person_id, from_date AS day FROM episodes
    UNION
    SELECT person_id, to_date AS day FROM episodes
    UNION
    SELECT person_id, from_date AS day FROM short_breaks
    UNION
    SELECT person_id, to_date AS day FROM short_breaks
),
pieces AS (
    SELECT person_id, day AS from_date, LEAD(day) OVER (ORDER BY person_id, day) AS to_date,
        LEAD(person_id) OVER (ORDER BY person_id, day) AS next_person
    FROM edges
),
kept AS (
    SELECT DISTINCT pieces.person_id, pieces.from_date, pieces.to_date
    FROM pieces
    JOIN episodes
        ON episodes.person_id = pieces.person_id
        AND episodes.from_date <= pieces.from_date AND pieces.from_date < episodes.to_date
    LEFT JOIN short_breaks
        ON short_breaks.person_id = pieces.person_id
        AND short_breaks.from_date <= pieces.from_date AND pieces.from_date < short_breaks.to_date
    WHERE pieces.next_person = pieces.person_id AND short_breaks.person_id IS NULL
),
-- Pieces that touch run together.
marked AS (
    SELECT person_id, from_date, to_date,
        CASE
            WHEN LAG(person_id) OVER (ORDER BY person_id, from_date) = person_id
                AND LAG(to_date) OVER (ORDER BY person_id, from_date) = from_date THEN 0
            ELSE 1
        END AS begins
    FROM kept
),
numbered AS (
    SELECT person_id, from_date, to_date,
        SUM(begins) OVER (
            ORDER BY person_id, from_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS number
    FROM marked
)
SELECT person_id, MIN(from_date) AS from_date, MAX(to_date) AS to_date
FROM numbered
GROUP BY person_id, number
