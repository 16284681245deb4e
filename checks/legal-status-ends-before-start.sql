/*
id = "legal-status-ends-before-start"
title = "A legal status ended before it began"
severity = "error"
table = "ssd_legal_status"
expected = "an end on or after the start"
hint = "Correct the start or the end of the legal status."
inputs = ["ssd_legal_status.lega_legal_status_start_date", "ssd_legal_status.lega_legal_status_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'lega_legal_status_end_date' AS column_name,
  CAST(lega_legal_status_start_date AS VARCHAR) || ' to ' || CAST(lega_legal_status_end_date AS VARCHAR) AS found,
  lega_person_id AS person_id
FROM ssd_legal_status
WHERE lega_legal_status_end_date < lega_legal_status_start_date
