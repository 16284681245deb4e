/*
id = "team-not-known"
title = "A record of a team that is not in the extract"
severity = "note"
table = "ssd_involvements"
expected = "an id that ssd_department has"
hint = "Add the team to the list of teams, or correct the team of the record: numbers by team show it under its bare id."
inputs = ["ssd_department.dept_team_id"]
optional = ["ssd_involvements", "ssd_cin_assessments", "ssd_cin_plans", "ssd_care_leavers", "teams"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'invo_professional_team' AS column_name, invo_professional_team AS found,
    invo_person_id AS person_id
  FROM ssd_involvements
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cina_assessment_team' AS column_name, cina_assessment_team AS found,
    cina_person_id AS person_id
  FROM ssd_cin_assessments
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinp_cin_plan_team' AS column_name, cinp_cin_plan_team AS found,
    cinp_person_id AS person_id
  FROM ssd_cin_plans
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clea_care_leaver_allocated_team' AS column_name, clea_care_leaver_allocated_team AS found,
    clea_person_id AS person_id
  FROM ssd_care_leavers
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT dept_team_id AS key FROM ssd_department
    UNION
    SELECT team_id FROM teams
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
