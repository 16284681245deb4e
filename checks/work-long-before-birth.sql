/*
id = "work-long-before-birth"
title = "A record more than ten months before the child was born"
severity = "error"
table = "ssd_cin_episodes"
expected = "a date no more than ten months before the date of birth"
hint = "Correct the date of birth or the date of the record. Work with an unborn child is right, but not before there can be one."
inputs = ["ssd_person.pers_person_id", "ssd_person.pers_dob"]
optional = [
  "ssd_contacts",
  "ssd_cin_episodes",
  "ssd_cin_assessments",
  "ssd_s47_enquiry",
  "ssd_initial_cp_conference",
  "ssd_cin_plans",
  "ssd_cin_visits",
  "ssd_cp_plans",
  "ssd_cp_visits",
  "ssd_cp_reviews",
  "ssd_early_help_episodes",
]
*/
WITH happened AS (
  SELECT source_delivery, source_file, source_row, 'cont_contact_date' AS column_name, cont_contact_date AS day, cont_person_id AS person_id FROM ssd_contacts
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cine_referral_date' AS column_name, cine_referral_date AS day, cine_person_id AS person_id FROM ssd_cin_episodes
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cina_assessment_start_date' AS column_name, cina_assessment_start_date AS day, cina_person_id AS person_id FROM ssd_cin_assessments
  UNION ALL
  SELECT source_delivery, source_file, source_row, 's47e_s47_start_date' AS column_name, s47e_s47_start_date AS day, s47e_person_id AS person_id FROM ssd_s47_enquiry
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'icpc_icpc_date' AS column_name, icpc_icpc_date AS day, icpc_person_id AS person_id FROM ssd_initial_cp_conference
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinp_cin_plan_start_date' AS column_name, cinp_cin_plan_start_date AS day, cinp_person_id AS person_id FROM ssd_cin_plans
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinv_cin_visit_date' AS column_name, cinv_cin_visit_date AS day, cinv_person_id AS person_id FROM ssd_cin_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppl_cp_plan_start_date' AS column_name, cppl_cp_plan_start_date AS day, cppl_person_id AS person_id FROM ssd_cp_plans
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppv_cp_visit_date' AS column_name, cppv_cp_visit_date AS day, cppv_person_id AS person_id FROM ssd_cp_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppr_cp_review_date' AS column_name, cppr_cp_review_date AS day, cppr_person_id AS person_id FROM ssd_cp_reviews
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'earl_episode_start_date' AS column_name, earl_episode_start_date AS day, earl_person_id AS person_id FROM ssd_early_help_episodes
)
SELECT happened.source_delivery, happened.source_file, happened.source_row, happened.column_name,
  CAST(happened.day AS VARCHAR) || ', before the date of birth' AS found,
  happened.person_id
FROM happened
JOIN ssd_person ON ssd_person.pers_person_id = happened.person_id
WHERE CAST(happened.day + CAST(10 || ' months' AS INTERVAL) AS DATE) < ssd_person.pers_dob
