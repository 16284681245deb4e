/*
id = "absence-of-unknown-worker"
title = "An absence of a worker who is not in the list of workers"
severity = "warning"
table = "workforce_absences"
expected = "a worker_id that workforce_workers has"
hint = "Add the worker to workforce_workers or correct the worker's id: the days lost are not counted."
inputs = ["workforce_absences.worker_id", "workforce_workers.worker_id"]
*/
WITH known AS (SELECT DISTINCT worker_id FROM workforce_workers)
SELECT absence.source_delivery, absence.source_file, absence.source_row, 'worker_id' AS column_name,
  absence.worker_id AS found, CAST(NULL AS VARCHAR) AS person_id
FROM workforce_absences AS absence
LEFT JOIN known ON known.worker_id = absence.worker_id
WHERE absence.worker_id IS NOT NULL AND known.worker_id IS NULL
