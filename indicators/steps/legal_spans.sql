/*
id = "legal_spans"
title = "The legal status of each person on each day: person_id, legal_status, from_date, to_date (exclusive, 9999-12-31 when open). Where several are open the latest to start holds, then the highest id; spans of one person never overlap"
optional = ["ssd_legal_status"]
*/
WITH statuses AS (
    SELECT lega_person_id AS person_id, lega_legal_status AS legal_status, lega_legal_status_id AS id,
        lega_legal_status_start_date AS from_date,
        COALESCE(lega_legal_status_end_date, DATE '9999-12-31') AS to_date
    FROM ssd_legal_status
    WHERE lega_person_id IS NOT NULL AND lega_legal_status_start_date IS NOT NULL
),
edges AS (
    SELECT person_id, from_date AS day FROM statuses
    UNION
    SELECT person_id, to_date AS day FROM statuses
),
pieces AS (
    SELECT person_id, day, LEAD(day) OVER (ORDER BY person_id, day) AS next_day,
        LEAD(person_id) OVER (ORDER BY person_id, day) AS next_person
    FROM edges
),
held AS (
    SELECT pieces.person_id, statuses.legal_status, pieces.day, pieces.next_day,
        LAG(pieces.person_id) OVER (
            ORDER BY pieces.person_id, pieces.day, statuses.from_date DESC, statuses.id DESC
        ) AS person_before,
        LAG(pieces.day) OVER (
            ORDER BY pieces.person_id, pieces.day, statuses.from_date DESC, statuses.id DESC
        ) AS day_before
    FROM pieces
    JOIN statuses
        ON statuses.person_id = pieces.person_id
        AND statuses.from_date <= pieces.day AND pieces.day < statuses.to_date
    WHERE pieces.next_person = pieces.person_id
)
SELECT person_id, legal_status, day AS from_date, next_day AS to_date
FROM held
WHERE (person_before IS DISTINCT FROM person_id) OR (day_before IS DISTINCT FROM day)
