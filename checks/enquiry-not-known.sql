/*
id = "enquiry-not-known"
title = "A conference whose section 47 enquiry is not in the extract"
severity = "warning"
table = "ssd_initial_cp_conference"
expected = "an id that ssd_s47_enquiry has"
hint = "Link the conference to its enquiry: without it the conference is left out of the fifteen-day measure."
inputs = ["ssd_s47_enquiry.s47e_s47_enquiry_id"]
optional = ["ssd_initial_cp_conference"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'icpc_s47_enquiry_id' AS column_name, icpc_s47_enquiry_id AS found,
    icpc_person_id AS person_id
  FROM ssd_initial_cp_conference
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT s47e_s47_enquiry_id AS key FROM ssd_s47_enquiry
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
