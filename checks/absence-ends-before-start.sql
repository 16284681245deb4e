/*
id = "absence-ends-before-start"
title = "An absence ended before it began"
severity = "error"
table = "workforce_absences"
expected = "an end on or after the start"
hint = "Correct the start or the last day of the absence."
inputs = ["workforce_absences.start_date", "workforce_absences.end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'end_date' AS column_name,
  CAST(start_date AS VARCHAR) || ' to ' || CAST(end_date AS VARCHAR) AS found,
  CAST(NULL AS VARCHAR) AS person_id
FROM workforce_absences
WHERE end_date < start_date
