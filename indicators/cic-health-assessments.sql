/*
id = "cic-health-assessments"
aliases = ["HLT01"]
title = "Children in care with an up-to-date health assessment"
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
of the period, those whose latest health assessment was less than twelve months before, or less than six
months for children under five. A refused, cancelled or planned assessment is none; one without a status took
place."""
steps = ["year_in_care_at", "health_checks"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_health.clah_person_id",
  "ssd_cla_health.clah_health_check_type",
  "ssd_cla_health.clah_health_check_date",
  "ssd_person.pers_dob",
]
optional = ["ssd_legal_status"]
coverage = ["ssd_cla_episodes"]
done_in = "ssd_cla_health"
latest = true
published = [
  { measure = "lait:LACHealth%", definition = "near", why = "at 31 March; DfE takes what the authority records for the year, this looks at the dates" },
  { measure = "csc:cla_health_outcomes_pct", definition = "near", why = "at 31 March; DfE takes what the authority records for the year, this looks at the dates" },
]
disclosive = true
*/
WITH latest AS (
    SELECT cohort.snapshot_date, cohort.person_id, MAX(health_checks.check_date) AS check_date
    FROM year_in_care_at AS cohort
    JOIN health_checks
        ON health_checks.person_id = cohort.person_id AND health_checks.check_date <= cohort.snapshot_date
    WHERE health_checks.kind = 'health'
    GROUP BY cohort.snapshot_date, cohort.person_id
)
SELECT cohort.person_id AS unit_id, cohort.person_id, cohort.since AS event_date, latest.check_date AS done,
    cohort.snapshot_date AS counts_on,
    CASE
        WHEN CAST(cohort.born + CAST('60 months' AS INTERVAL) AS DATE) > cohort.snapshot_date
            AND CAST(latest.check_date + CAST('6 months' AS INTERVAL) AS DATE) <= cohort.snapshot_date THEN 'missed'
        WHEN CAST(latest.check_date + CAST('12 months' AS INTERVAL) AS DATE) > cohort.snapshot_date THEN 'met'
        ELSE 'missed'
    END AS state
FROM year_in_care_at AS cohort
LEFT JOIN latest ON latest.snapshot_date = cohort.snapshot_date AND latest.person_id = cohort.person_id
