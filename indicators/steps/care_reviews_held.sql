/*
id = "care_reviews_held"
title = "Reviews held in each period of care, once a day: cla_id, person_id, review_date, number (1 for the first)"
steps = ["care_periods"]
optional = ["ssd_cla_reviews"]
*/
WITH held AS (
    SELECT DISTINCT period.cla_id, period.person_id, review.clar_cla_review_date AS review_date
    FROM care_periods AS period
    CROSS JOIN run
    JOIN ssd_cla_reviews AS review ON review.clar_cla_id = period.cla_id
    WHERE COALESCE(review.clar_cla_review_cancelled, 'N') <> 'Y'
        AND review.clar_cla_review_date >= period.start_date
        AND review.clar_cla_review_date <= COALESCE(period.end_date, run.data_date)
)
SELECT cla_id, person_id, review_date,
    ROW_NUMBER() OVER (PARTITION BY cla_id, person_id ORDER BY review_date) AS number
FROM held
