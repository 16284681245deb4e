/*
id = "cp-review-before-plan"
title = "A review before the child protection plan began"
severity = "warning"
table = "ssd_cp_reviews"
expected = "a review on or after the start of the plan"
hint = "Correct the date of the review or link it to the plan it reviewed: as it stands it is no review of the plan."
inputs = [
  "ssd_cp_reviews.cppr_cp_plan_id",
  "ssd_cp_reviews.cppr_cp_review_date",
  "ssd_cp_plans.cppl_cp_plan_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
]
*/
SELECT review.source_delivery, review.source_file, review.source_row, 'cppr_cp_review_date' AS column_name,
  CAST(review.cppr_cp_review_date AS VARCHAR) || ', plan from ' || CAST(plan.cppl_cp_plan_start_date AS VARCHAR) AS found,
  plan.cppl_person_id AS person_id
FROM ssd_cp_reviews AS review
JOIN ssd_cp_plans AS plan ON plan.cppl_cp_plan_id = review.cppr_cp_plan_id
WHERE review.cppr_cp_review_date < plan.cppl_cp_plan_start_date
