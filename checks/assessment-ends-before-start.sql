/*
id = "assessment-ends-before-start"
title = "An assessment was authorised before it began"
severity = "error"
table = "ssd_cin_assessments"
expected = "an end on or after the start"
hint = "Correct the start or the authorisation date of the assessment."
inputs = ["ssd_cin_assessments.cina_assessment_start_date", "ssd_cin_assessments.cina_assessment_auth_date"]
*/
SELECT source_delivery, source_file, source_row,
  'cina_assessment_auth_date' AS column_name,
  CAST(cina_assessment_start_date AS VARCHAR) || ' to ' || CAST(cina_assessment_auth_date AS VARCHAR) AS found,
  cina_person_id AS person_id
FROM ssd_cin_assessments
WHERE cina_assessment_auth_date < cina_assessment_start_date
