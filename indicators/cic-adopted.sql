/*
id = "cic-adopted"
aliases = ["ADO01"]
title = "Children who left care by adoption"
area = "Permanence"
kind = "proportion"
evaluated = "event"
counts = "child"
good = "high"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the times that children left care in the twelve months that end with the period, those by adoption (reason
E11 or E12). Care that ended for short breaks, and care that another authority took over (E3), are out."""
steps = ["care_endings"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_reason",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
rolling = 12
published = [
  { measure = "lait:%_of LAC Adopted", definition = "near", why = "for the year to 31 March, each child once by the last end" },
]
disclosive = true
*/
SELECT person_id || ' ' || CAST(ended AS VARCHAR) AS unit_id, person_id, since AS event_date, ended AS counts_on,
    CASE WHEN reason IN ('E11', 'E12') THEN 'met' ELSE 'missed' END AS state
FROM care_endings
WHERE COALESCE(reason, '') <> 'E3'
