/*
id = "cic-ends"
title = "Children who left care"
area = "Children in care"
kind = "count"
evaluated = "event"
counts = "child"
good = "none"
unit = "children"
decimals = 0
basis = "SSDA903 return"
definition = """
Times that children left care, by the day; short breaks (V3, V4) are not care here, and care ends on the 18th
birthday. Children whose care another authority took over (reason E3) are out."""
steps = ["care_endings"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
category = "reason"
disclosive = true
verdict = true
*/
SELECT person_id || ' ' || CAST(ended AS VARCHAR) AS unit_id, person_id, since AS event_date, ended AS counts_on,
    'counted' AS state, reason AS category
FROM care_endings
WHERE COALESCE(reason, '') <> 'E3'
