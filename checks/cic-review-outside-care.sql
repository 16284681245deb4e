/*
id = "cic-review-outside-care"
title = "A review of a child in care before or after the period of care"
severity = "warning"
table = "ssd_cla_reviews"
expected = "a review within the period of care"
hint = "Correct the date of the review or link it to the period of care it belongs to: as it stands it meets no obligation."
inputs = [
  "ssd_cla_reviews.clar_cla_id",
  "ssd_cla_reviews.clar_cla_review_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
]
*/
WITH care AS (
  SELECT clae_cla_id AS cla_id, clae_person_id AS person_id,
    MIN(COALESCE(clae_entered_care_date, clae_cla_episode_start_date)) AS start_date,
    CASE WHEN COUNT(*) = COUNT(clae_cla_episode_ceased_date) THEN MAX(clae_cla_episode_ceased_date) END AS end_date
  FROM ssd_cla_episodes
  WHERE clae_cla_id IS NOT NULL
  GROUP BY clae_cla_id, clae_person_id
)
SELECT review.source_delivery, review.source_file, review.source_row, 'clar_cla_review_date' AS column_name,
  CAST(review.clar_cla_review_date AS VARCHAR) || ', care from ' || CAST(care.start_date AS VARCHAR)
    || COALESCE(' to ' || CAST(care.end_date AS VARCHAR), '') AS found,
  care.person_id
FROM ssd_cla_reviews AS review
JOIN care ON care.cla_id = review.clar_cla_id
WHERE review.clar_cla_review_date < care.start_date OR review.clar_cla_review_date > care.end_date
