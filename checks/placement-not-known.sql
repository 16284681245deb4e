/*
id = "placement-not-known"
title = "An episode of care whose placement is not in the extract"
severity = "warning"
table = "ssd_cla_episodes"
expected = "an id that ssd_cla_placement has"
hint = "Link the episode to its placement: without it a move with the same carer looks like a change of carer."
inputs = ["ssd_cla_placement.clap_cla_placement_id"]
optional = ["ssd_cla_episodes"]
*/
WITH linked AS (
  SELECT source_delivery, source_file, source_row, 'clae_cla_placement_id' AS column_name, clae_cla_placement_id AS found,
    clae_person_id AS person_id
  FROM ssd_cla_episodes
),
known AS (
  SELECT DISTINCT key FROM (
    SELECT clap_cla_placement_id AS key FROM ssd_cla_placement
  ) AS every_key
)
SELECT linked.source_delivery, linked.source_file, linked.source_row, linked.column_name, linked.found,
  linked.person_id
FROM linked
LEFT JOIN known ON known.key = linked.found
WHERE linked.found IS NOT NULL AND known.key IS NULL
