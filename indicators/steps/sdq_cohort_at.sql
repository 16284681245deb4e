/*
id = "sdq_cohort_at"
title = "Children in care for twelve months or more and aged 5 to 16 on each snapshot date, with their latest strengths and difficulties score of the twelve months to it: snapshot_date, person_id, since, completed, score (null where there is none)"
steps = ["year_in_care_at"]
optional = ["ssd_sdq_scores"]
*/
WITH cohort AS (
    SELECT snapshot_date, person_id, since
    FROM year_in_care_at
    WHERE CAST(born + CAST('60 months' AS INTERVAL) AS DATE) <= snapshot_date
        AND CAST(born + CAST('204 months' AS INTERVAL) AS DATE) > snapshot_date
),
scores AS (
    SELECT csdq_person_id AS person_id, csdq_sdq_completed_date AS completed, csdq_sdq_score AS score,
        CAST(csdq_sdq_completed_date + CAST('12 months' AS INTERVAL) AS DATE) AS good_until,
        ROW_NUMBER() OVER (
            PARTITION BY csdq_person_id
            ORDER BY csdq_sdq_completed_date, source_delivery, source_file, source_row
        ) AS number
    FROM ssd_sdq_scores
    WHERE csdq_sdq_score IS NOT NULL AND csdq_sdq_completed_date IS NOT NULL
),
latest AS (
    SELECT cohort.snapshot_date, cohort.person_id, MAX(scores.number) AS number
    FROM cohort
    JOIN scores ON scores.person_id = cohort.person_id AND scores.completed <= cohort.snapshot_date
    GROUP BY cohort.snapshot_date, cohort.person_id
)
SELECT cohort.snapshot_date, cohort.person_id, cohort.since, scores.completed, scores.score
FROM cohort
LEFT JOIN latest ON latest.snapshot_date = cohort.snapshot_date AND latest.person_id = cohort.person_id
LEFT JOIN scores
    ON scores.person_id = latest.person_id AND scores.number = latest.number
    AND scores.good_until > cohort.snapshot_date
