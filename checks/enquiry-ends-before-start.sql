/*
id = "enquiry-ends-before-start"
title = "A section 47 enquiry ended before it began"
severity = "error"
table = "ssd_s47_enquiry"
expected = "an end on or after the start"
hint = "Correct the date of the strategy discussion or the date the enquiry was authorised."
inputs = ["ssd_s47_enquiry.s47e_s47_start_date", "ssd_s47_enquiry.s47e_s47_end_date"]
*/
SELECT source_delivery, source_file, source_row,
  's47e_s47_end_date' AS column_name,
  CAST(s47e_s47_start_date AS VARCHAR) || ' to ' || CAST(s47e_s47_end_date AS VARCHAR) AS found,
  s47e_person_id AS person_id
FROM ssd_s47_enquiry
WHERE s47e_s47_end_date < s47e_s47_start_date
