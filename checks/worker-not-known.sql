/*
id = "worker-not-known"
title = "A record of a worker who is not in the extract"
severity = "warning"
table = "ssd_involvements"
expected = "an id that ssd_professionals has"
hint = "Ask whoever runs the extract why the worker is left out; a placeholder such as ‘unknown’ belongs left blank."
inputs = ["ssd_professionals.prof_professional_id"]
optional = ["ssd_involvements", "ssd_cin_assessments", "ssd_care_leavers"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'invo_professional_id' AS column_name, invo_professional_id AS found,
    invo_person_id AS person_id
  FROM ssd_involvements
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cina_assessment_worker_id' AS column_name, cina_assessment_worker_id AS found,
    cina_person_id AS person_id
  FROM ssd_cin_assessments
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clea_care_leaver_worker_id' AS column_name, clea_care_leaver_worker_id AS found,
    clea_person_id AS person_id
  FROM ssd_care_leavers
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT prof_professional_id AS key FROM ssd_professionals
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
