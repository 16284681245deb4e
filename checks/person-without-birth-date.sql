/*
id = "person-without-birth-date"
title = "A person with no date of birth"
severity = "warning"
table = "ssd_person"
expected = "a date of birth or a due date"
hint = "Record the date of birth, or the due date of an unborn child: a person without either counts as under 18 and has no age band."
inputs = ["ssd_person.pers_person_id", "ssd_person.pers_dob"]
*/
SELECT source_delivery, source_file, source_row, 'pers_dob' AS column_name,
  'blank' AS found, pers_person_id AS person_id
FROM ssd_person
WHERE pers_dob IS NULL AND pers_expected_dob IS NULL
