/*
id = "person-not-known"
title = "A record of a person who is not in the extract"
severity = "error"
table = "ssd_person"
expected = "an id that ssd_person has"
hint = "Ask whoever runs the extract why the person is left out: age, sex and ethnicity are unknown for this record, and the child counts as under 18."
inputs = ["ssd_person.pers_person_id"]
optional = [
  "ssd_contacts",
  "ssd_cin_episodes",
  "ssd_cin_assessments",
  "ssd_s47_enquiry",
  "ssd_initial_cp_conference",
  "ssd_cin_plans",
  "ssd_cp_plans",
  "ssd_cp_visits",
  "ssd_cla_episodes",
  "ssd_cla_placement",
  "ssd_cla_visits",
  "ssd_legal_status",
  "ssd_involvements",
  "ssd_missing",
  "ssd_early_help_episodes",
  "ssd_care_leavers",
  "local_cin_reviews",
]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'cont_person_id' AS column_name, cont_person_id AS found,
    cont_person_id AS person_id
  FROM ssd_contacts
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cine_person_id' AS column_name, cine_person_id AS found,
    cine_person_id AS person_id
  FROM ssd_cin_episodes
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cina_person_id' AS column_name, cina_person_id AS found,
    cina_person_id AS person_id
  FROM ssd_cin_assessments
UNION ALL
  SELECT source_delivery, source_file, source_row, 's47e_person_id' AS column_name, s47e_person_id AS found,
    s47e_person_id AS person_id
  FROM ssd_s47_enquiry
UNION ALL
  SELECT source_delivery, source_file, source_row, 'icpc_person_id' AS column_name, icpc_person_id AS found,
    icpc_person_id AS person_id
  FROM ssd_initial_cp_conference
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinp_person_id' AS column_name, cinp_person_id AS found,
    cinp_person_id AS person_id
  FROM ssd_cin_plans
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppl_person_id' AS column_name, cppl_person_id AS found,
    cppl_person_id AS person_id
  FROM ssd_cp_plans
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppv_person_id' AS column_name, cppv_person_id AS found,
    cppv_person_id AS person_id
  FROM ssd_cp_visits
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clae_person_id' AS column_name, clae_person_id AS found,
    clae_person_id AS person_id
  FROM ssd_cla_episodes
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clap_person_id' AS column_name, clap_person_id AS found,
    clap_person_id AS person_id
  FROM ssd_cla_placement
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clav_person_id' AS column_name, clav_person_id AS found,
    clav_person_id AS person_id
  FROM ssd_cla_visits
UNION ALL
  SELECT source_delivery, source_file, source_row, 'lega_person_id' AS column_name, lega_person_id AS found,
    lega_person_id AS person_id
  FROM ssd_legal_status
UNION ALL
  SELECT source_delivery, source_file, source_row, 'invo_person_id' AS column_name, invo_person_id AS found,
    invo_person_id AS person_id
  FROM ssd_involvements
UNION ALL
  SELECT source_delivery, source_file, source_row, 'miss_person_id' AS column_name, miss_person_id AS found,
    miss_person_id AS person_id
  FROM ssd_missing
UNION ALL
  SELECT source_delivery, source_file, source_row, 'earl_person_id' AS column_name, earl_person_id AS found,
    earl_person_id AS person_id
  FROM ssd_early_help_episodes
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clea_person_id' AS column_name, clea_person_id AS found,
    clea_person_id AS person_id
  FROM ssd_care_leavers
UNION ALL
  SELECT source_delivery, source_file, source_row, 'person_id' AS column_name, person_id AS found,
    person_id AS person_id
  FROM local_cin_reviews
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT pers_person_id AS key FROM ssd_person
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
