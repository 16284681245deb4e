/*
id = "enquiry-twice-same-day"
title = "Two section 47 enquiries of a child from the same day"
severity = "warning"
table = "ssd_s47_enquiry"
expected = "one record"
hint = "Delete one if it was entered twice: both are counted."
inputs = ["ssd_s47_enquiry.s47e_person_id", "ssd_s47_enquiry.s47e_s47_start_date"]
*/
WITH numbered AS (
  SELECT source_delivery, source_file, source_row, s47e_person_id AS person_id, s47e_s47_start_date AS day,
    ROW_NUMBER() OVER (
      PARTITION BY s47e_person_id, s47e_s47_start_date ORDER BY s47e_s47_enquiry_id, source_delivery, source_file, source_row
    ) AS place
  FROM ssd_s47_enquiry
  WHERE s47e_person_id IS NOT NULL AND s47e_s47_start_date IS NOT NULL
)
SELECT source_delivery, source_file, source_row, 's47e_s47_start_date' AS column_name, CAST(day AS VARCHAR) AS found, person_id
FROM numbered
WHERE place > 1
