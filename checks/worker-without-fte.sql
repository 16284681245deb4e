/*
id = "worker-without-fte"
title = "A worker with no full-time equivalent"
severity = "warning"
table = "workforce_workers"
expected = "a number, 1.0 for full time"
hint = "Record the full-time equivalent: until then the worker counts as 1.0."
inputs = ["workforce_workers.worker_id", "workforce_workers.fte"]
*/
SELECT source_delivery, source_file, source_row, 'fte' AS column_name,
  worker_id AS found, CAST(NULL AS VARCHAR) AS person_id
FROM workforce_workers
WHERE fte IS NULL
