/*
id = "cin-plan-open-referral-closed"
title = "An open child in need plan of a child whose referral is closed"
severity = "error"
table = "ssd_cin_plans"
expected = "an open referral"
hint = "End the plan, or reopen the referral if the work goes on."
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_plans.cinp_cin_plan_end_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_close_date",
]
*/
WITH referred AS (
  SELECT cine_person_id AS person_id,
    CASE WHEN COUNT(*) = COUNT(cine_close_date) THEN MAX(cine_close_date) END AS closed_on
  FROM ssd_cin_episodes
  GROUP BY cine_person_id
)
SELECT span.source_delivery, span.source_file, span.source_row, 'cinp_cin_plan_end_date' AS column_name,
  'open, referral closed ' || CAST(referred.closed_on AS VARCHAR) AS found, span.cinp_person_id AS person_id
FROM ssd_cin_plans AS span
CROSS JOIN run
JOIN referred ON referred.person_id = span.cinp_person_id
WHERE span.cinp_cin_plan_start_date <= run.data_date
  AND (span.cinp_cin_plan_end_date IS NULL OR span.cinp_cin_plan_end_date > run.data_date)
  AND referred.closed_on <= run.data_date
