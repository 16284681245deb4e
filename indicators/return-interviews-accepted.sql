/*
id = "return-interviews-accepted"
title = "Return interviews accepted"
area = "Missing"
kind = "proportion"
evaluated = "event"
counts = "missing episode"
good = "high"
unit = "%"
decimals = 1
basis = "statutory guidance on children who run away or go missing, 2014"
definition = """
Of the missing episodes from which the child returned in the period and after which a return interview was
offered, those for which it was accepted. A blank counts as not accepted; away without authorisation (type A)
is out."""
inputs = [
  "ssd_missing.miss_person_id",
  "ssd_missing.miss_missing_episode_start_date",
  "ssd_missing.miss_missing_episode_end_date",
  "ssd_missing.miss_missing_rhi_offered",
  "ssd_missing.miss_missing_rhi_accepted",
]
coverage = ["ssd_missing"]
disclosive = true
verdict = true
*/
SELECT miss_table_id AS unit_id, miss_person_id AS person_id, miss_missing_episode_start_date AS event_date,
    miss_missing_episode_end_date AS counts_on,
    CASE WHEN miss_missing_rhi_accepted = 'Y' THEN 'met' ELSE 'missed' END AS state
FROM ssd_missing
WHERE miss_missing_episode_end_date IS NOT NULL AND miss_missing_rhi_offered = 'Y'
    AND COALESCE(miss_missing_episode_type, 'M') <> 'A'
