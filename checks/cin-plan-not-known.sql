/*
id = "cin-plan-not-known"
title = "A review of a child in need plan that is not in the extract"
severity = "warning"
table = "local_cin_reviews"
expected = "an id that ssd_cin_plans has"
hint = "Link the review to its plan: it counts, but without the plan it is overdue even where the plan has ended."
inputs = ["ssd_cin_plans.cinp_cin_plan_id"]
optional = ["local_cin_reviews"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'cin_plan_id' AS column_name, cin_plan_id AS found,
    person_id AS person_id
  FROM local_cin_reviews
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT cinp_cin_plan_id AS key FROM ssd_cin_plans
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
