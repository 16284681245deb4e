/*
id = "record-after-adoption"
title = "A record under an adopted child’s old id, begun after the adoption order"
severity = "error"
table = "ssd_cla_episodes"
expected = "nothing begun after the order under the id of before"
hint = "An adopted child has a new record from the order on. Move this row to the new record in the case system, or take the wrong link between the two away. Don’t write both ids in one place."
inputs = ["ssd_cla_episodes.clae_cla_episode_ceased_date", "ssd_cla_episodes.clae_cla_episode_ceased_reason"]
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
  "ssd_cla_placement",
  "ssd_cla_visits",
  "ssd_cla_reviews",
  "ssd_cla_health",
  "ssd_legal_status",
  "ssd_missing",
  "ssd_sdq_scores",
  "ssd_involvements",
  "ssd_permanence",
]
*/
/* No person id: it would lead from the record that the order closed to what came after it. The row is enough for who has
the file. */
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
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clae_cla_episode_start_date' AS column_name, clae_cla_episode_start_date AS day, clae_person_id AS person_id FROM ssd_cla_episodes
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clap_cla_placement_start_date' AS column_name, clap_cla_placement_start_date AS day, clap_person_id AS person_id FROM ssd_cla_placement
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clav_cla_visit_date' AS column_name, clav_cla_visit_date AS day, clav_person_id AS person_id FROM ssd_cla_visits
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clar_cla_review_date' AS column_name, clar_cla_review_date AS day, clar_cla_person_id AS person_id FROM ssd_cla_reviews
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'clah_health_check_date' AS column_name, clah_health_check_date AS day, clah_person_id AS person_id FROM ssd_cla_health
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'lega_legal_status_start_date' AS column_name, lega_legal_status_start_date AS day, lega_person_id AS person_id FROM ssd_legal_status
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'miss_missing_episode_start_date' AS column_name, miss_missing_episode_start_date AS day, miss_person_id AS person_id FROM ssd_missing
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'csdq_sdq_completed_date' AS column_name, csdq_sdq_completed_date AS day, csdq_person_id AS person_id FROM ssd_sdq_scores
  UNION ALL
  SELECT source_delivery, source_file, source_row, 'invo_involvement_start_date' AS column_name, invo_involvement_start_date AS day, invo_person_id AS person_id FROM ssd_involvements
),
orders AS (
  SELECT person_id, MIN(day) AS day FROM (
    SELECT clae_person_id AS person_id, clae_cla_episode_ceased_date AS day FROM ssd_cla_episodes
    WHERE clae_cla_episode_ceased_reason IN ('E11', 'E12')
    UNION ALL
    SELECT perm_person_id AS person_id, perm_permanence_order_date AS day FROM ssd_permanence
    WHERE LOWER(perm_permanence_order_type) LIKE '%adoption%'
  ) AS made
  WHERE day IS NOT NULL AND day <= (SELECT run.data_date FROM run)
  GROUP BY person_id
)
SELECT happened.source_delivery, happened.source_file, happened.source_row, happened.column_name,
  CAST(happened.day AS VARCHAR) AS found, CAST(NULL AS VARCHAR) AS person_id
FROM happened
JOIN orders ON orders.person_id = happened.person_id
WHERE happened.day > orders.day
