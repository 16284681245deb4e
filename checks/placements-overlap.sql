/*
id = "placements-overlap"
title = "Two placements of a child at once"
severity = "warning"
table = "ssd_cla_placement"
expected = "a placement that begins on or after the end of the one before"
hint = "End the earlier placement on the day the later began. Temporary placements (T0 to T4) beside another are right and are not listed."
inputs = [
  "ssd_cla_placement.clap_person_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_placement.clap_cla_placement_end_date",
]
*/
WITH ordered AS (
  SELECT source_delivery, source_file, source_row, clap_person_id AS person_id, clap_cla_placement_start_date AS start_date,
    MAX(COALESCE(clap_cla_placement_end_date, DATE '9999-12-31')) OVER (
      PARTITION BY clap_person_id ORDER BY clap_cla_placement_start_date, clap_cla_placement_end_date, clap_cla_placement_id, source_delivery, source_file, source_row
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_end
  FROM ssd_cla_placement
  WHERE clap_person_id IS NOT NULL
    AND clap_cla_placement_start_date IS NOT NULL
    AND COALESCE(clap_cla_placement_type, '') NOT IN ('T0', 'T1', 'T2', 'T3', 'T4')
)
SELECT source_delivery, source_file, source_row, 'clap_cla_placement_start_date' AS column_name,
  CAST(start_date AS VARCHAR)
    || CASE WHEN earlier_end = DATE '9999-12-31' THEN ', one before it is open' ELSE ', one before it ended ' || CAST(earlier_end AS VARCHAR) END AS found,
  person_id
FROM ordered
WHERE start_date < earlier_end
