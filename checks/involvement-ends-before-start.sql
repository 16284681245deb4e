/*
id = "involvement-ends-before-start"
title = "An involvement ended before it began"
severity = "error"
table = "ssd_involvements"
expected = "an end on or after the start"
hint = "Correct the start or the end of the involvement; while it stands, nothing is attributed to the worker by it."
inputs = ["ssd_involvements.invo_involvement_start_date", "ssd_involvements.invo_involvement_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'invo_involvement_end_date' AS column_name,
  CAST(invo_involvement_start_date AS VARCHAR) || ' to ' || CAST(invo_involvement_end_date AS VARCHAR) AS found,
  invo_person_id AS person_id
FROM ssd_involvements
WHERE invo_involvement_end_date < invo_involvement_start_date
