/*
id = "referral-not-known"
title = "A record under a referral that is not in the extract"
severity = "warning"
table = "ssd_cin_episodes"
expected = "an id that ssd_cin_episodes has"
hint = "Either the referral lies before the extract's reach, or the record hangs under the wrong referral: look it up and correct the link."
inputs = ["ssd_cin_episodes.cine_referral_id"]
optional = [
  "ssd_cin_assessments",
  "ssd_s47_enquiry",
  "ssd_initial_cp_conference",
  "ssd_cin_plans",
  "ssd_cp_plans",
  "ssd_cla_episodes",
  "ssd_involvements",
]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'cina_referral_id' AS column_name, cina_referral_id AS found,
    cina_person_id AS person_id
  FROM ssd_cin_assessments
UNION ALL
  SELECT source_delivery, source_file, source_row, 's47e_referral_id' AS column_name, s47e_referral_id AS found,
    s47e_person_id AS person_id
  FROM ssd_s47_enquiry
UNION ALL
  SELECT source_delivery, source_file, source_row, 'icpc_referral_id' AS column_name, icpc_referral_id AS found,
    icpc_person_id AS person_id
  FROM ssd_initial_cp_conference
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cinp_referral_id' AS column_name, cinp_referral_id AS found,
    cinp_person_id AS person_id
  FROM ssd_cin_plans
UNION ALL
  SELECT source_delivery, source_file, source_row, 'cppl_referral_id' AS column_name, cppl_referral_id AS found,
    cppl_person_id AS person_id
  FROM ssd_cp_plans
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clae_referral_id' AS column_name, clae_referral_id AS found,
    clae_person_id AS person_id
  FROM ssd_cla_episodes
UNION ALL
  SELECT source_delivery, source_file, source_row, 'invo_referral_id' AS column_name, invo_referral_id AS found,
    invo_person_id AS person_id
  FROM ssd_involvements
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT cine_referral_id AS key FROM ssd_cin_episodes
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
