/*
id = "cic-sdq-completed"
title = "Children in care with a strengths and difficulties score"
area = "Health"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children aged 5 to 16 at the end of the period and in care without a break for twelve months or more
(short breaks are not care here), those with a strengths and difficulties score from the twelve months to it."""
steps = ["sdq_cohort_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_person.pers_dob",
  "ssd_sdq_scores.csdq_person_id",
  "ssd_sdq_scores.csdq_sdq_completed_date",
  "ssd_sdq_scores.csdq_sdq_score",
]
optional = ["ssd_legal_status"]
coverage = ["ssd_cla_episodes", "ssd_sdq_scores"]
rolling = 12
published = [
  { measure = "csc:cla_health_outcomes_pct", breakdown = "Ages 5 to 16 years with SDQ score | SDQ score was received", definition = "near", why = "at 31 March; DfE takes what the authority returns for the year" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, since AS event_date, completed AS done, snapshot_date AS counts_on,
    CASE WHEN score IS NULL THEN 'missed' ELSE 'met' END AS state
FROM sdq_cohort_at
