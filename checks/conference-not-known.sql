/*
id = "conference-not-known"
title = "A child protection plan whose initial conference is not in the extract"
severity = "warning"
table = "ssd_cp_plans"
expected = "an id that ssd_initial_cp_conference has"
hint = "Link the plan to its conference: without it the first review is due from the plan's start and not from the conference."
inputs = ["ssd_initial_cp_conference.icpc_icpc_id"]
optional = ["ssd_cp_plans"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'cppl_icpc_id' AS column_name, cppl_icpc_id AS found,
    cppl_person_id AS person_id
  FROM ssd_cp_plans
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT icpc_icpc_id AS key FROM ssd_initial_cp_conference
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
