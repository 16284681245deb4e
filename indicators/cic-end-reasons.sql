/*
id = "cic-end-reasons"
title = "Children who left care by reason"
area = "Children in care"
kind = "shares"
evaluated = "event"
counts = "child"
good = "none"
unit = "%"
decimals = 1
basis = "SSDA903 return"
definition = """
Times that children left care in the twelve months that end with the period, by the reason recorded; short
breaks (V3, V4) are not care here, and care ends on the 18th birthday. Children whose care another authority
took over (reason E3) are out; no reason is ‘not-recorded’."""
steps = ["care_endings"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_reason",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
category = "reason"
rolling = 12
published = [
  { measure = "csc:cla_ceased_reason_pct", definition = "near", why = "for the year to 31 March, each child once by the last end" },
]
disclosive = true
*/
SELECT person_id || ' ' || CAST(ended AS VARCHAR) AS unit_id, person_id, since AS event_date, ended AS counts_on,
    'counted' AS state, COALESCE(reason, 'not-recorded') AS category
FROM care_endings
WHERE COALESCE(reason, '') <> 'E3'
