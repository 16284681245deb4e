/*
id = "cic-missing"
aliases = ["MIS01"]
title = "Children in care who went missing in twelve months"
area = "Missing"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care at any time in the twelve months to the end of the period, those who went missing at
least once in those months while in care. Away without authorisation (type A) is not missing; an episode of no
known type is. In care: short breaks (V3, V4) are not care here, and care ends on the 18th birthday."""
steps = ["in_care_spans"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_missing.miss_person_id",
  "ssd_missing.miss_missing_episode_start_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes", "ssd_missing"]
instead = "cic-missing-recorded"
rolling = 12
published = [
  { measure = "lait:Children_missing", definition = "same", why = "for the year to 31 March" },
  { measure = "lait:Children_Away", definition = "different", why = "away without authorisation, which is not counted here" },
]
disclosive = true
*/
WITH cared_for AS (
    SELECT DISTINCT snapshot_dates.snapshot_date, in_care_spans.person_id
    FROM in_care_spans
    JOIN snapshot_dates
        ON in_care_spans.from_date <= snapshot_dates.snapshot_date
        AND in_care_spans.to_date > CAST(snapshot_dates.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
),
went AS (
    SELECT snapshot_dates.snapshot_date, in_care_spans.person_id,
        MIN(missing.miss_missing_episode_start_date) AS first_day
    FROM in_care_spans
    JOIN ssd_missing AS missing
        ON missing.miss_person_id = in_care_spans.person_id
        AND missing.miss_missing_episode_start_date >= in_care_spans.from_date
        AND missing.miss_missing_episode_start_date < in_care_spans.to_date
    JOIN snapshot_dates
        ON missing.miss_missing_episode_start_date <= snapshot_dates.snapshot_date
        AND missing.miss_missing_episode_start_date > CAST(snapshot_dates.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
    WHERE COALESCE(missing.miss_missing_episode_type, 'M') <> 'A'
    GROUP BY snapshot_dates.snapshot_date, in_care_spans.person_id
)
SELECT cared_for.person_id AS unit_id, cared_for.person_id, went.first_day AS event_date,
    cared_for.snapshot_date AS counts_on, CASE WHEN went.person_id IS NULL THEN 'missed' ELSE 'met' END AS state
FROM cared_for
LEFT JOIN went ON went.snapshot_date = cared_for.snapshot_date AND went.person_id = cared_for.person_id
