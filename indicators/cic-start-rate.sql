/*
id = "cic-start-rate"
aliases = ["CLA02"]
title = "Children who came into care in twelve months, per 10,000"
area = "Children in care"
kind = "rate"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "per 10,000"
decimals = 0
basis = "SSDA903 return"
definition = """
Children who came into care in the twelve months to the end of the period (from the day after the same day a
year before), per 10,000 children aged 0 to 17; short breaks (V3, V4) are not care here, and care ends on the
18th birthday. A child counts once, by the first start in those months."""
steps = ["in_care_spans"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
rolling = 12
published = [
  { measure = "lait:LAC_Start_Rate", definition = "same", why = "for the year to 31 March" },
  { measure = "csc:cla_started_rate", definition = "same", why = "for the year to 31 March" },
]
disclosive = true
*/
SELECT in_care_spans.person_id AS unit_id, in_care_spans.person_id, MIN(in_care_spans.from_date) AS event_date,
    snapshot_dates.snapshot_date AS counts_on, 'counted' AS state
FROM in_care_spans
JOIN snapshot_dates
    ON in_care_spans.from_date <= snapshot_dates.snapshot_date
    AND in_care_spans.from_date > CAST(snapshot_dates.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
GROUP BY in_care_spans.person_id, snapshot_dates.snapshot_date
