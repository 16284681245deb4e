/*
id = "cic-social-workers"
aliases = ["CLA10"]
title = "Children in care with three or more social workers in twelve months"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "%"
decimals = 0
basis = "DfE stability measures"
definition = """
Of the children in care at the end of the period, those who had three or more different allocated workers
(involvements with role CW) in the twelve months to it, those who were theirs at the start included. Short
cover counts too, since the standard doesn't mark it reliably."""
steps = ["in_care_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_involvements.invo_professional_id",
  "ssd_involvements.invo_professional_role_id",
  "ssd_involvements.invo_person_id",
  "ssd_involvements.invo_involvement_start_date",
  "ssd_involvements.invo_involvement_end_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes", "ssd_involvements"]
rolling = 12
published = [
  { measure = "lait:Stability_SocialWorker", definition = "near", why = "at 31 March; short cover is not told apart here" },
  { measure = "csc:cla_3plus_social_workers_pct", definition = "near", why = "at 31 March; short cover is not told apart here" },
]
disclosive = true
*/
WITH workers AS (
    SELECT in_care_at.snapshot_date, in_care_at.person_id,
        COUNT(DISTINCT involvement.invo_professional_id) AS workers
    FROM in_care_at
    JOIN ssd_involvements AS involvement
        ON involvement.invo_person_id = in_care_at.person_id
        AND involvement.invo_involvement_start_date <= in_care_at.snapshot_date
        AND (involvement.invo_involvement_end_date IS NULL
            OR involvement.invo_involvement_end_date
                > CAST(in_care_at.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE))
    WHERE involvement.invo_professional_role_id = 'CW'
    GROUP BY in_care_at.snapshot_date, in_care_at.person_id
)
SELECT in_care_at.person_id AS unit_id, in_care_at.person_id, in_care_at.snapshot_date AS counts_on,
    CASE WHEN workers.workers >= 3 THEN 'met' ELSE 'missed' END AS state,
    CAST(COALESCE(workers.workers, 0) AS VARCHAR) || ' workers' AS note
FROM in_care_at
LEFT JOIN workers
    ON workers.snapshot_date = in_care_at.snapshot_date AND workers.person_id = in_care_at.person_id
