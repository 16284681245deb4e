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
steps = ["year_in_care_at"]
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
WITH cohort AS (
    SELECT snapshot_date, person_id, since
    FROM year_in_care_at
    WHERE CAST(born + CAST('60 months' AS INTERVAL) AS DATE) <= snapshot_date
        AND CAST(born + CAST('204 months' AS INTERVAL) AS DATE) > snapshot_date
),
scores AS (
    SELECT cohort.snapshot_date, cohort.person_id, sdq.csdq_sdq_completed_date AS completed, sdq.csdq_sdq_score AS score,
        ROW_NUMBER() OVER (
            PARTITION BY cohort.snapshot_date, cohort.person_id
            ORDER BY sdq.csdq_sdq_completed_date DESC, sdq.source_delivery DESC, sdq.source_file DESC,
                sdq.source_row DESC
        ) AS place
    FROM cohort
    JOIN ssd_sdq_scores AS sdq
        ON sdq.csdq_person_id = cohort.person_id
        AND sdq.csdq_sdq_completed_date <= cohort.snapshot_date
        AND sdq.csdq_sdq_completed_date > CAST(cohort.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
    WHERE sdq.csdq_sdq_score IS NOT NULL
)
SELECT cohort.person_id AS unit_id, cohort.person_id, cohort.since AS event_date, scores.completed AS done,
    cohort.snapshot_date AS counts_on, CASE WHEN scores.person_id IS NULL THEN 'missed' ELSE 'met' END AS state
FROM cohort
LEFT JOIN scores
    ON scores.snapshot_date = cohort.snapshot_date AND scores.person_id = cohort.person_id AND scores.place = 1
