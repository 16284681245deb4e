/*
id = "done-after-data-date"
title = "Something recorded as done after the data date"
severity = "warning"
table = "ssd_contacts"
expected = "a date on or before the data date"
hint = "Record a meeting or visit as done when it has been; if it is planned, its date belongs in the due date. Nothing after the data date is counted."
inputs = ["ssd_person.pers_person_id"]
optional = [
  "ssd_contacts",
  "ssd_cin_episodes",
  "ssd_cin_assessments",
  "ssd_s47_enquiry",
  "ssd_initial_cp_conference",
  "ssd_cp_visits",
  "ssd_cp_reviews",
  "ssd_cin_visits",
  "ssd_cla_visits",
  "ssd_cla_reviews",
  "ssd_cla_health",
  "local_cin_reviews",
]
*/
WITH done AS (
  SELECT source_delivery, source_file, source_row, 'cont_contact_date' AS column_name, cont_contact_date AS day, cont_person_id AS person_id FROM ssd_contacts
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cine_referral_date' AS column_name, cine_referral_date AS day, cine_person_id AS person_id FROM ssd_cin_episodes
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cina_assessment_auth_date' AS column_name, cina_assessment_auth_date AS day, cina_person_id AS person_id FROM ssd_cin_assessments
  UNION ALL
  SELECT source_delivery, source_file, source_row, 's47e_s47_start_date' AS column_name, s47e_s47_start_date AS day, s47e_person_id AS person_id FROM ssd_s47_enquiry
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'icpc_icpc_date' AS column_name, icpc_icpc_date AS day, icpc_person_id AS person_id FROM ssd_initial_cp_conference
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppv_cp_visit_date' AS column_name, cppv_cp_visit_date AS day, cppv_person_id AS person_id FROM ssd_cp_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppr_cp_review_date' AS column_name, cppr_cp_review_date AS day, cppr_person_id AS person_id FROM ssd_cp_reviews
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinv_cin_visit_date' AS column_name, cinv_cin_visit_date AS day, cinv_person_id AS person_id FROM ssd_cin_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clav_cla_visit_date' AS column_name, clav_cla_visit_date AS day, clav_person_id AS person_id FROM ssd_cla_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clar_cla_review_date' AS column_name, clar_cla_review_date AS day, clar_cla_person_id AS person_id FROM ssd_cla_reviews
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clah_health_check_date' AS column_name, clah_health_check_date AS day, clah_person_id AS person_id FROM ssd_cla_health
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'review_date' AS column_name, review_date AS day, person_id AS person_id FROM local_cin_reviews
)
SELECT done.source_delivery, done.source_file, done.source_row, done.column_name,
  CAST(done.day AS VARCHAR) AS found, done.person_id
FROM done
CROSS JOIN run
WHERE done.day > run.data_date
