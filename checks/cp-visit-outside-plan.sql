/*
id = "cp-visit-outside-plan"
title = "A child protection visit on a day without a plan"
severity = "warning"
table = "ssd_cp_visits"
expected = "a day on which the child has a plan"
hint = "Correct the date or the kind of the visit, or the dates of the plan: a visit outside any plan meets no obligation."
inputs = [
  "ssd_cp_visits.cppv_person_id",
  "ssd_cp_visits.cppv_cp_visit_date",
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
]
*/
WITH inside AS (
  SELECT DISTINCT visit.cppv_cp_visit_id AS visit_id
  FROM ssd_cp_visits AS visit
  JOIN ssd_cp_plans AS span
    ON span.cppl_person_id = visit.cppv_person_id
   AND span.cppl_cp_plan_start_date <= visit.cppv_cp_visit_date
   AND (span.cppl_cp_plan_end_date IS NULL OR span.cppl_cp_plan_end_date >= visit.cppv_cp_visit_date)
)
SELECT visit.source_delivery, visit.source_file, visit.source_row, 'cppv_cp_visit_date' AS column_name,
  CAST(visit.cppv_cp_visit_date AS VARCHAR) AS found, visit.cppv_person_id AS person_id
FROM ssd_cp_visits AS visit
LEFT JOIN inside ON inside.visit_id = visit.cppv_cp_visit_id
WHERE visit.cppv_cp_visit_date IS NOT NULL AND visit.cppv_person_id IS NOT NULL AND inside.visit_id IS NULL
