/*
id = "cp-plan-without-referral"
title = "A child protection plan with no referral"
severity = "warning"
table = "ssd_cp_plans"
expected = "a referral on or before its start"
hint = "Record the referral that led to the plan, or correct the start of the plan. A plan that began before the reach of the extracts is not looked at, since its referral lies before it too; another authority's plan needs none."
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
]
*/
WITH referred AS (
  SELECT cine_person_id AS person_id, MIN(cine_referral_date) AS first_day
  FROM ssd_cin_episodes
  GROUP BY cine_person_id
)
SELECT plan.source_delivery, plan.source_file, plan.source_row, 'cppl_cp_plan_start_date' AS column_name,
  CAST(plan.cppl_cp_plan_start_date AS VARCHAR)
    || CASE WHEN referred.first_day IS NULL THEN ', no referral' ELSE ', first referral ' || CAST(referred.first_day AS VARCHAR) END AS found,
  plan.cppl_person_id AS person_id
FROM ssd_cp_plans AS plan
JOIN coverage
  ON coverage.table_name = 'ssd_cin_episodes'
  AND plan.cppl_cp_plan_start_date BETWEEN coverage.from_date AND coverage.to_date
LEFT JOIN referred ON referred.person_id = plan.cppl_person_id
WHERE plan.cppl_person_id IS NOT NULL
  AND COALESCE(plan.cppl_cp_plan_ola, 'N') <> 'Y'
  AND (referred.first_day IS NULL OR referred.first_day > plan.cppl_cp_plan_start_date)
