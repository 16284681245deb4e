/*
id = "care-plan-ends-before-start"
title = "A care plan ended before it began"
severity = "error"
table = "ssd_cla_care_plan"
expected = "an end on or after the start"
hint = "Correct the start or the end of the care plan."
inputs = ["ssd_cla_care_plan.lacp_cla_care_plan_start_date", "ssd_cla_care_plan.lacp_cla_care_plan_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'lacp_cla_care_plan_end_date' AS column_name,
  CAST(lacp_cla_care_plan_start_date AS VARCHAR) || ' to ' || CAST(lacp_cla_care_plan_end_date AS VARCHAR) AS found,
  lacp_person_id AS person_id
FROM ssd_cla_care_plan
WHERE lacp_cla_care_plan_end_date < lacp_cla_care_plan_start_date
