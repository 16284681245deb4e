/*
id = "adult-with-cin-plan"
title = "Aged 18 or over with an open child in need plan"
severity = "error"
table = "ssd_cin_plans"
expected = "closed by the 18th birthday"
hint = "End the plan on the 18th birthday, or correct the date of birth."
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_plans.cinp_cin_plan_end_date",
  "ssd_person.pers_dob",
]
*/
SELECT span.source_delivery, span.source_file, span.source_row, 'cinp_cin_plan_end_date' AS column_name,
  'open at 18 or older' AS found,
  span.cinp_person_id AS person_id
FROM ssd_cin_plans AS span
CROSS JOIN run
JOIN ssd_person ON ssd_person.pers_person_id = span.cinp_person_id
WHERE span.cinp_cin_plan_start_date <= run.data_date
  AND (span.cinp_cin_plan_end_date IS NULL OR span.cinp_cin_plan_end_date > run.data_date)
  AND CAST(ssd_person.pers_dob + CAST(216 || ' months' AS INTERVAL) AS DATE) <= run.data_date
