/*
id = "cic_review_clock"
title = "Events of the clock of reviews of children in care: span_id (the period of care), person_id, end_date, event_date, place (0 start, 1 done), first_interval, repeat_interval (names of parameters)"
steps = ["care_periods", "care_reviews_held"]
*/
SELECT cla_id AS span_id, person_id, end_date, start_date AS event_date, 0 AS place,
    'cic_review_first' AS first_interval, 'cic_review_second' AS repeat_interval
FROM care_periods
UNION ALL
SELECT held.cla_id, held.person_id, period.end_date, held.review_date, 1,
    CASE WHEN held.number = 1 THEN 'cic_review_second' ELSE 'cic_review_next' END, 'cic_review_next'
FROM care_reviews_held AS held
JOIN care_periods AS period ON period.cla_id = held.cla_id AND period.person_id = held.person_id
