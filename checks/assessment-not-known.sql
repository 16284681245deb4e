/*
id = "assessment-not-known"
title = "Factors of an assessment that is not in the extract"
severity = "warning"
table = "ssd_assessment_factors"
expected = "an id that ssd_cin_assessments has"
hint = "Ask whoever runs the extract why the assessment is left out: its factors can't be dated and are not counted."
inputs = ["ssd_cin_assessments.cina_assessment_id"]
optional = ["ssd_assessment_factors"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'cinf_assessment_id' AS column_name, cinf_assessment_id AS found,
    CAST(NULL AS VARCHAR) AS person_id
  FROM ssd_assessment_factors
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT cina_assessment_id AS key FROM ssd_cin_assessments
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
