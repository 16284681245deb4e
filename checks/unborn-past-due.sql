/*
id = "unborn-past-due"
title = "An unborn child whose due date is long past"
severity = "warning"
table = "ssd_person"
expected = "a birth within six weeks of the due date"
hint = "Record the date of birth, or close the record if the pregnancy ended."
inputs = ["ssd_person.pers_person_id", "ssd_person.pers_dob", "ssd_person.pers_expected_dob"]
*/
SELECT source_delivery, source_file, source_row, 'pers_expected_dob' AS column_name,
  CAST(pers_expected_dob AS VARCHAR) AS found, pers_person_id AS person_id
FROM ssd_person
CROSS JOIN run
WHERE pers_dob IS NULL AND CAST(pers_expected_dob + CAST(42 || ' days' AS INTERVAL) AS DATE) < data_date
