/*
id = "cic-end-rate"
aliases = ["CLA03"]
title = "Children who left care in twelve months, per 10,000"
area = "Children in care"
kind = "rate"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "per 10,000"
decimals = 0
basis = "SSDA903 return"
definition = """
Children who left care in the twelve months to the end of the period (from the day after the same day a year
before), per 10,000 children aged 0 to 17; short breaks (V3, V4) are not care here, and care ends on the 18th
birthday. A child counts once, by the last end in those months, with its reason. Children whose care another
authority took over (reason E3) are out."""
steps = ["care_endings"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
category = "reason"
rolling = 12
published = [
  { measure = "lait:LAC_Cease_Rate", definition = "near", why = "for the year to 31 March; here a child whose care another authority took over is out" },
  { measure = "csc:cla_ceased_rate", definition = "near", why = "for the year to 31 March; here a child whose care another authority took over is out" },
]
disclosive = true
*/
WITH ends AS (
    SELECT snapshot_dates.snapshot_date, care_endings.person_id, care_endings.ended, care_endings.reason,
        ROW_NUMBER() OVER (
            PARTITION BY snapshot_dates.snapshot_date, care_endings.person_id ORDER BY care_endings.ended DESC
        ) AS place
    FROM care_endings
    JOIN snapshot_dates
        ON care_endings.ended <= snapshot_dates.snapshot_date
        AND care_endings.ended > CAST(snapshot_dates.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
    WHERE COALESCE(care_endings.reason, '') <> 'E3'
)
SELECT person_id AS unit_id, person_id, ended AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    reason AS category
FROM ends
WHERE place = 1
