/*
id = "cic-missing-recorded"
title = "Children in care who went missing in twelve months, as recorded"
area = "Missing"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "%"
decimals = 0
basis = "Ofsted's Annex A, list 8"
definition = """
Of the children in care at the data date, those for whom the extract itself gives a missing episode in the
last twelve months; a blank counts as none. This form needs only what Annex A carries, and holds at the data
date alone."""
steps = ["in_care_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_missing_last_12_months",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
past_partial = "known only at the data date"
disclosive = true
*/
WITH given AS (
    SELECT clae_person_id AS person_id, MAX(clae_missing_last_12_months) AS given
    FROM ssd_cla_episodes
    GROUP BY clae_person_id
)
SELECT in_care_at.person_id AS unit_id, in_care_at.person_id, in_care_at.snapshot_date AS counts_on,
    CASE WHEN given.given >= 1 THEN 'met' ELSE 'missed' END AS state
FROM in_care_at
JOIN run ON run.data_date = in_care_at.snapshot_date
LEFT JOIN given ON given.person_id = in_care_at.person_id
