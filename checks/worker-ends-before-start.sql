/*
id = "worker-ends-before-start"
title = "A post was left before it was taken up"
severity = "error"
table = "workforce_workers"
expected = "an end on or after the start"
hint = "Correct the start or the end of the worker's row."
inputs = ["workforce_workers.start_date", "workforce_workers.end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'end_date' AS column_name,
  CAST(start_date AS VARCHAR) || ' to ' || CAST(end_date AS VARCHAR) AS found,
  CAST(NULL AS VARCHAR) AS person_id
FROM workforce_workers
WHERE end_date < start_date
