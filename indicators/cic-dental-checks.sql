/*
id = "cic-dental-checks"
aliases = ["HLT02"]
title = "Children in care with a dental check in twelve months"
area = "Health"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care without a break for twelve months or more (short breaks are not care here) at the end
of the period, those who had a dental check in the twelve months to it. A refused, cancelled or planned check
is none, and the child stays in the denominator; one without a status took place."""
steps = ["year_in_care_at", "health_checks"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_health.clah_person_id",
  "ssd_cla_health.clah_health_check_type",
  "ssd_cla_health.clah_health_check_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
done_in = "ssd_cla_health"
latest = true
published = [
  { measure = "lait:LACDental%", definition = "near", why = "at 31 March; DfE takes what the authority records for the year, this looks at the dates" },
  { measure = "csc:cla_health_outcomes_pct", definition = "near", why = "at 31 March; DfE takes what the authority records for the year, this looks at the dates" },
]
disclosive = true
*/
WITH latest AS (
    SELECT cohort.snapshot_date, cohort.person_id, MAX(health_checks.check_date) AS check_date
    FROM year_in_care_at AS cohort
    JOIN health_checks
        ON health_checks.person_id = cohort.person_id AND health_checks.check_date <= cohort.snapshot_date
    WHERE health_checks.kind = 'dental'
    GROUP BY cohort.snapshot_date, cohort.person_id
)
SELECT cohort.person_id AS unit_id, cohort.person_id, cohort.since AS event_date, latest.check_date AS done,
    cohort.snapshot_date AS counts_on,
    CASE
        WHEN CAST(latest.check_date + CAST('12 months' AS INTERVAL) AS DATE) > cohort.snapshot_date THEN 'met'
        ELSE 'missed'
    END AS state
FROM year_in_care_at AS cohort
LEFT JOIN latest ON latest.snapshot_date = cohort.snapshot_date AND latest.person_id = cohort.person_id
