/*
id = "cin-visit-outside-episode"
title = "A child in need visit on a day without an open referral"
severity = "note"
table = "ssd_cin_visits"
expected = "a day on which the child has an open referral"
hint = "Correct the date of the visit or of the episode. The visits table takes many kinds of case note, so some of these are no visits."
inputs = [
  "ssd_cin_visits.cinv_person_id",
  "ssd_cin_visits.cinv_cin_visit_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
]
*/
WITH inside AS (
  SELECT DISTINCT visit.cinv_cin_visit_id AS visit_id
  FROM ssd_cin_visits AS visit
  JOIN ssd_cin_episodes AS span
    ON span.cine_person_id = visit.cinv_person_id
   AND span.cine_referral_date <= visit.cinv_cin_visit_date
   AND (span.cine_close_date IS NULL OR span.cine_close_date >= visit.cinv_cin_visit_date)
)
SELECT visit.source_delivery, visit.source_file, visit.source_row, 'cinv_cin_visit_date' AS column_name,
  CAST(visit.cinv_cin_visit_date AS VARCHAR) AS found, visit.cinv_person_id AS person_id
FROM ssd_cin_visits AS visit
LEFT JOIN inside ON inside.visit_id = visit.cinv_cin_visit_id
WHERE visit.cinv_cin_visit_date IS NOT NULL AND visit.cinv_person_id IS NOT NULL AND inside.visit_id IS NULL
