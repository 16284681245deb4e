/*
id = "cp_review_clock"
title = "Events of the clock of review conferences: span_id, person_id, end_date, event_date, place (0 start, 1 done), first_interval, repeat_interval (names of parameters)"
steps = ["cp_plan_spans"]
optional = ["ssd_cp_reviews"]
*/
SELECT plan_id AS span_id, person_id, end_date, clock_start AS event_date, 0 AS place,
    'cp_review_first' AS first_interval, 'cp_review_next' AS repeat_interval
FROM cp_plan_spans
UNION ALL
SELECT DISTINCT plan.plan_id, plan.person_id, plan.end_date, review.cppr_cp_review_date, 1,
    'cp_review_next', 'cp_review_next'
FROM cp_plan_spans AS plan
CROSS JOIN run
JOIN ssd_cp_reviews AS review ON review.cppr_cp_plan_id = plan.plan_id
WHERE COALESCE(review.cppr_cp_review_quorate, 'Y') <> 'N'
    AND review.cppr_cp_review_date >= plan.start_date
    AND review.cppr_cp_review_date >= plan.clock_start
    AND review.cppr_cp_review_date <= COALESCE(plan.end_date, run.data_date)
