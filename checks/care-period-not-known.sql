/*
id = "care-period-not-known"
title = "A placement, visit or review of a period of care that is not in the extract"
severity = "warning"
table = "ssd_cla_placement"
expected = "an id that ssd_cla_episodes has"
hint = "Link the record to the child's period of care: a placement or review without one is not counted."
inputs = ["ssd_cla_episodes.clae_cla_id"]
optional = ["ssd_cla_placement", "ssd_cla_reviews", "ssd_cla_visits"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'clap_cla_id' AS column_name, clap_cla_id AS found,
    clap_person_id AS person_id
  FROM ssd_cla_placement
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clar_cla_id' AS column_name, clar_cla_id AS found,
    clar_cla_person_id AS person_id
  FROM ssd_cla_reviews
UNION ALL
  SELECT source_delivery, source_file, source_row, 'clav_cla_id' AS column_name, clav_cla_id AS found,
    clav_person_id AS person_id
  FROM ssd_cla_visits
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT clae_cla_id AS key FROM ssd_cla_episodes
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
