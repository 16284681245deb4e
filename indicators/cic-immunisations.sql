/*
id = "cic-immunisations"
aliases = ["HLT03"]
title = "Children in care whose immunisations are up to date"
area = "Health"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care without a break for twelve months or more (short breaks are not care here) at the data
date, those whose immunisations are recorded as up to date. A child with no record stays in the denominator.
The table keeps only the present state, so that past months have no number."""
steps = ["year_in_care_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_immunisations.clai_person_id",
  "ssd_cla_immunisations.clai_immunisations_status",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
past_partial = "immunisations are known only as they are at the data date"
published = [
  { measure = "lait:LACVaccinations%", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
SELECT cohort.person_id AS unit_id, cohort.person_id, cohort.since AS event_date, cohort.snapshot_date AS counts_on,
    CASE WHEN MAX(immunised.clai_immunisations_status) = 'Y' THEN 'met' ELSE 'missed' END AS state
FROM year_in_care_at AS cohort
JOIN run ON run.data_date = cohort.snapshot_date
LEFT JOIN ssd_cla_immunisations AS immunised ON immunised.clai_person_id = cohort.person_id
GROUP BY cohort.person_id, cohort.since, cohort.snapshot_date
