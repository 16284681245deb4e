/*
id = "person-under-two-ids"
title = "The same name and date of birth under two ids"
severity = "warning"
table = "ssd_person"
expected = "one id for one child"
hint = "See whether it is one child. If so, merge the records and add the pair to person_merges, so that referrals and plans join up; twins with one name are two children."
inputs = [
  "ssd_person.pers_person_id",
  "ssd_person.pers_forename",
  "ssd_person.pers_surname",
  "ssd_person.pers_dob",
]
*/
WITH numbered AS (
  SELECT source_delivery, source_file, source_row, pers_person_id AS person_id,
    MIN(pers_person_id) OVER (PARTITION BY LOWER(pers_forename), LOWER(pers_surname), pers_dob) AS first_id
  FROM ssd_person
  WHERE pers_forename IS NOT NULL AND pers_surname IS NOT NULL AND pers_dob IS NOT NULL
)
SELECT source_delivery, source_file, source_row, 'pers_person_id' AS column_name,
  person_id || ' as well as ' || first_id AS found, person_id
FROM numbered
WHERE person_id <> first_id
