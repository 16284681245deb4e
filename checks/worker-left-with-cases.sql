/*
id = "worker-left-with-cases"
title = "A worker who has left still holds cases"
severity = "error"
table = "ssd_involvements"
expected = "a worker who is in post at the data date"
hint = "Allocate the child to a worker in post and end the involvement on the day the worker left."
inputs = [
  "ssd_involvements.invo_professional_id",
  "ssd_involvements.invo_involvement_start_date",
  "ssd_involvements.invo_involvement_end_date",
  "workforce_workers.worker_id",
  "workforce_workers.end_date",
]
*/
WITH post AS (
  SELECT worker_id,
    CASE WHEN COUNT(*) = COUNT(end_date) THEN MAX(end_date) END AS left_on
  FROM workforce_workers
  GROUP BY worker_id
)
SELECT involvement.source_delivery, involvement.source_file, involvement.source_row,
  'invo_professional_id' AS column_name,
  involvement.invo_professional_id || ', left ' || CAST(post.left_on AS VARCHAR) AS found,
  involvement.invo_person_id AS person_id
FROM ssd_involvements AS involvement
CROSS JOIN run
JOIN post ON post.worker_id = involvement.invo_professional_id
WHERE involvement.invo_professional_role_id = 'CW'
  AND involvement.invo_involvement_start_date <= run.data_date
  AND (involvement.invo_involvement_end_date IS NULL OR involvement.invo_involvement_end_date > run.data_date)
  AND post.left_on <= run.data_date
