/*
id = "cic-sdq-average"
aliases = ["HLT04"]
title = "Average strengths and difficulties score of children in care"
area = "Health"
kind = "mean"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "score"
decimals = 1
basis = "SSDA903 return"
definition = """
The children aged 5 to 16 at the end of the period and in care without a break for twelve months or more
(short breaks are not care here) who have a score from the twelve months to it: the sum of their scores over
their number. Of several scores in those months the latest counts. Scores run from 0 to 40; 17 and more is a
cause for concern. See also how many have a score."""
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
  { measure = "lait:Emotional_LAC", definition = "near", why = "at 31 March; DfE takes the score that the authority returns for the year" },
  { measure = "csc:cla_sdq_average_score", definition = "near", why = "at 31 March; DfE takes the score that the authority returns for the year" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, completed AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    'numerator' AS part, CAST(score AS DECIMAL(12, 4)) AS amount
FROM sdq_cohort_at
WHERE score IS NOT NULL
UNION ALL
SELECT person_id AS unit_id, person_id, completed AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    'denominator' AS part, CAST(1 AS DECIMAL(12, 4)) AS amount
FROM sdq_cohort_at
WHERE score IS NOT NULL
