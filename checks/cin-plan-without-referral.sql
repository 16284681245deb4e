/*
id = "cin-plan-without-referral"
title = "A child in need plan with no referral"
severity = "warning"
table = "ssd_cin_plans"
expected = "a referral on or before its start"
hint = "Record the referral that led to the plan, or correct the start of the plan. A referral before the extract's reach is not an error."
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
]
*/
WITH referred AS (
  SELECT cine_person_id AS person_id, MIN(cine_referral_date) AS first_day
  FROM ssd_cin_episodes
  GROUP BY cine_person_id
)
SELECT plan.source_delivery, plan.source_file, plan.source_row, 'cinp_cin_plan_start_date' AS column_name,
  CAST(plan.cinp_cin_plan_start_date AS VARCHAR)
    || CASE WHEN referred.first_day IS NULL THEN ', no referral' ELSE ', first referral ' || CAST(referred.first_day AS VARCHAR) END AS found,
  plan.cinp_person_id AS person_id
FROM ssd_cin_plans AS plan
LEFT JOIN referred ON referred.person_id = plan.cinp_person_id
WHERE plan.cinp_person_id IS NOT NULL AND (referred.first_day IS NULL OR referred.first_day > plan.cinp_cin_plan_start_date)
