/*
id = "cic-starts"
title = "Children who came into care"
area = "Children in care"
kind = "count"
evaluated = "event"
counts = "child"
good = "none"
unit = "children"
decimals = 0
basis = "SSDA903 return"
definition = """
Times that children came into care, by the day; short breaks (V3, V4) are not care here, and care ends on the
18th birthday. One who comes in twice counts twice. A new episode of one who is in care already is no start."""
steps = ["in_care_spans"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
disclosive = true
verdict = true
*/
SELECT person_id || ' ' || CAST(from_date AS VARCHAR) AS unit_id, person_id, from_date AS event_date,
    from_date AS counts_on, 'counted' AS state
FROM in_care_spans
