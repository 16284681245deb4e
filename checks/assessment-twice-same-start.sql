/*
id = "assessment-twice-same-start"
title = "Two assessments of a child from the same day"
severity = "warning"
table = "ssd_cin_assessments"
expected = "one record"
hint = "Delete one if it was entered twice: both are counted."
inputs = ["ssd_cin_assessments.cina_person_id", "ssd_cin_assessments.cina_assessment_start_date"]
*/
WITH numbered AS (
  SELECT source_delivery, source_file, source_row, cina_person_id AS person_id, cina_assessment_start_date AS day,
    ROW_NUMBER() OVER (
      PARTITION BY cina_person_id, cina_assessment_start_date ORDER BY cina_assessment_id, source_delivery, source_file, source_row
    ) AS place
  FROM ssd_cin_assessments
  WHERE cina_person_id IS NOT NULL AND cina_assessment_start_date IS NOT NULL
)
SELECT source_delivery, source_file, source_row, 'cina_assessment_start_date' AS column_name, CAST(day AS VARCHAR) AS found, person_id
FROM numbered
WHERE place > 1
