/*
id = "cp-plan-not-known"
title = "A review, visit or conference of a child protection plan that is not in the extract"
severity = "warning"
table = "ssd_cp_reviews"
expected = "an id that ssd_cp_plans has"
hint = "Link the record to the plan that it belongs to, or leave the plan blank: visits are then joined by person and date."
inputs = ["ssd_cp_plans.cppl_cp_plan_id"]
optional = ["ssd_cp_reviews", "ssd_cp_visits", "ssd_initial_cp_conference"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'cppr_cp_plan_id' AS column_name, cppr_cp_plan_id AS found,
    cppr_person_id AS person_id
  FROM ssd_cp_reviews
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppv_cp_plan_id' AS column_name, cppv_cp_plan_id AS found,
    cppv_person_id AS person_id
  FROM ssd_cp_visits
UNION ALL
  SELECT source_delivery, source_file, source_row, 'icpc_cp_plan_id' AS column_name, icpc_cp_plan_id AS found,
    icpc_person_id AS person_id
  FROM ssd_initial_cp_conference
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT cppl_cp_plan_id AS key FROM ssd_cp_plans
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
