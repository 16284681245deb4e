/*
id = "cin-reviews-on-time"
aliases = ["CIN03"]
title = "Child in need: reviews completed on time"
area = "Child in need"
kind = "proportion"
evaluated = "event"
counts = "review"
good = "high"
unit = "%"
decimals = 1
basis = "local standard: there is no statutory interval"
definition = """
Denominator: reviews of child in need plans that were resolved in the period, whether met or missed. Numerator: those
met.

There is no statutory interval, so the due date is the recorded one. A review is met when it was held on or before its
due date, and counts on the day it was held; otherwise it is missed, and counts on its due date. Nothing is counted
where the plan ended on or before the due date with no review. A review whose plan is not in the table counts all the
same; where the history of plans is not known over the period, the number is partial, since some of what it counts as
missed may have fallen away. A row without a due date is a finding and does not count. Each row stands for itself: the
18th birthday leaves none out."""
inputs = ["local_cin_reviews.due_date", "local_cin_reviews.review_date"]
optional = ["ssd_cin_plans"]
partial_outside = ["ssd_cin_plans.cinp_cin_plan_id", "ssd_cin_plans.cinp_cin_plan_end_date"]
coverage = ["local_cin_reviews"]
done_in = "local_cin_reviews"
disclosive = false
verdict = true
due = "child in need review"
core = true
*/
WITH reviews AS (
    SELECT review.review_id, review.person_id, review.due_date AS due, run.data_date,
        CASE WHEN review.review_date <= run.data_date THEN review.review_date END AS done,
        CASE WHEN plan.cinp_cin_plan_end_date <= run.data_date THEN plan.cinp_cin_plan_end_date END AS plan_end
    FROM local_cin_reviews AS review
    CROSS JOIN run
    LEFT JOIN ssd_cin_plans AS plan ON plan.cinp_cin_plan_id = review.cin_plan_id
    WHERE review.due_date IS NOT NULL
),
decided AS (
    SELECT review_id, person_id, due, done, plan_end, data_date,
        CASE
            WHEN done <= due THEN 'met'
            WHEN plan_end <= due AND done IS NULL THEN 'void'
            WHEN due <= data_date THEN 'missed'
            ELSE 'pending'
        END AS state
    FROM reviews
)
SELECT review_id AS unit_id, person_id, due, done,
    CASE state WHEN 'met' THEN done WHEN 'missed' THEN due WHEN 'void' THEN plan_end END AS counts_on, state
FROM decided
UNION ALL
SELECT review_id || ' overdue', person_id, due, NULL, NULL, 'overdue'
FROM decided
WHERE state = 'missed' AND done IS NULL AND plan_end IS NULL
