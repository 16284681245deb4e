/*
id = "return-interviews-offered"
title = "Return interviews offered"
area = "Missing"
kind = "proportion"
evaluated = "event"
counts = "missing episode"
good = "high"
unit = "%"
decimals = 1
basis = "statutory guidance on children who run away or go missing, 2014"
definition = """
Of the missing episodes from which the child returned in the period, those after which a return interview was
offered. Every child counts, in care or not. A blank counts as not offered; away without authorisation (type
A) is out. The standard has no date of the interview, so that the 72 hours can't be measured."""
inputs = [
  "ssd_missing.miss_person_id",
  "ssd_missing.miss_missing_episode_start_date",
  "ssd_missing.miss_missing_episode_end_date",
  "ssd_missing.miss_missing_rhi_offered",
]
coverage = ["ssd_missing"]
disclosive = true
verdict = true
*/
SELECT miss_table_id AS unit_id, miss_person_id AS person_id, miss_missing_episode_start_date AS event_date,
    miss_missing_episode_end_date AS counts_on,
    CASE WHEN miss_missing_rhi_offered = 'Y' THEN 'met' ELSE 'missed' END AS state
FROM ssd_missing
WHERE miss_missing_episode_end_date IS NOT NULL AND COALESCE(miss_missing_episode_type, 'M') <> 'A'
