/*
id = "vacancy-ends-before-start"
title = "A post was filled before it fell vacant"
severity = "error"
table = "workforce_vacancies"
expected = "an end on or after the start"
hint = "Correct the dates of the vacancy."
inputs = ["workforce_vacancies.vacant_from", "workforce_vacancies.vacant_to"]
*/
SELECT source_delivery, source_file, source_row,
  'vacant_to' AS column_name,
  CAST(vacant_from AS VARCHAR) || ' to ' || CAST(vacant_to AS VARCHAR) AS found,
  CAST(NULL AS VARCHAR) AS person_id
FROM workforce_vacancies
WHERE vacant_to < vacant_from
