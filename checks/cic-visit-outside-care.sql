/*
id = "cic-visit-outside-care"
title = "A visit to a child in care on a day when the child was not in care"
severity = "warning"
table = "ssd_cla_visits"
expected = "a day on which the child is in care"
hint = "Correct the date or the kind of the visit, or the dates of the episode: a visit outside care meets no obligation."
inputs = [
  "ssd_cla_visits.clav_person_id",
  "ssd_cla_visits.clav_cla_visit_date",
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
*/
WITH inside AS (
  SELECT DISTINCT visit.clav_cla_visit_id AS visit_id
  FROM ssd_cla_visits AS visit
  JOIN ssd_cla_episodes AS span
    ON span.clae_person_id = visit.clav_person_id
   AND span.clae_cla_episode_start_date <= visit.clav_cla_visit_date
   AND (span.clae_cla_episode_ceased_date IS NULL OR span.clae_cla_episode_ceased_date >= visit.clav_cla_visit_date)
)
SELECT visit.source_delivery, visit.source_file, visit.source_row, 'clav_cla_visit_date' AS column_name,
  CAST(visit.clav_cla_visit_date AS VARCHAR) AS found, visit.clav_person_id AS person_id
FROM ssd_cla_visits AS visit
LEFT JOIN inside ON inside.visit_id = visit.clav_cla_visit_id
WHERE visit.clav_cla_visit_date IS NOT NULL AND visit.clav_person_id IS NOT NULL AND inside.visit_id IS NULL
