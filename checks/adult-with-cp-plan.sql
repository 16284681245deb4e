/*
id = "adult-with-cp-plan"
title = "Aged 18 or over with an open child protection plan"
severity = "error"
table = "ssd_cp_plans"
expected = "closed by the 18th birthday"
hint = "End the plan on the 18th birthday, or correct the date of birth."
inputs = [
  "ssd_cp_plans.cppl_person_id",
  "ssd_cp_plans.cppl_cp_plan_start_date",
  "ssd_cp_plans.cppl_cp_plan_end_date",
  "ssd_person.pers_dob",
]
*/
SELECT span.source_delivery, span.source_file, span.source_row, 'cppl_cp_plan_end_date' AS column_name,
  'open at 18 or older' AS found,
  span.cppl_person_id AS person_id
FROM ssd_cp_plans AS span
CROSS JOIN run
JOIN ssd_person ON ssd_person.pers_person_id = span.cppl_person_id
WHERE span.cppl_cp_plan_start_date <= run.data_date
  AND (span.cppl_cp_plan_end_date IS NULL OR span.cppl_cp_plan_end_date > run.data_date)
  AND CAST(ssd_person.pers_dob + CAST(216 || ' months' AS INTERVAL) AS DATE) <= run.data_date
