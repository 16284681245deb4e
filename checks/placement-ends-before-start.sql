/*
id = "placement-ends-before-start"
title = "A placement ended before it began"
severity = "error"
table = "ssd_cla_placement"
expected = "an end on or after the start"
hint = "Correct the start or the end of the placement; while it stands, the visits due in it are not counted."
inputs = ["ssd_cla_placement.clap_cla_placement_start_date", "ssd_cla_placement.clap_cla_placement_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  'clap_cla_placement_end_date' AS column_name,
  CAST(clap_cla_placement_start_date AS VARCHAR) || ' to ' || CAST(clap_cla_placement_end_date AS VARCHAR) AS found,
  clap_person_id AS person_id
FROM ssd_cla_placement
WHERE clap_cla_placement_end_date < clap_cla_placement_start_date
