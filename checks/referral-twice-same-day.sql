/*
id = "referral-twice-same-day"
title = "Two referrals of a child on one day"
severity = "note"
table = "ssd_cin_episodes"
expected = "one record"
hint = "Delete one if it was entered twice. The two count as one referral; the last in the file gives its need."
inputs = ["ssd_cin_episodes.cine_person_id", "ssd_cin_episodes.cine_referral_date"]
*/
WITH numbered AS (
  SELECT source_delivery, source_file, source_row, cine_person_id AS person_id, cine_referral_date AS day,
    ROW_NUMBER() OVER (
      PARTITION BY cine_person_id, cine_referral_date ORDER BY cine_referral_id, source_delivery, source_file, source_row
    ) AS place
  FROM ssd_cin_episodes
  WHERE cine_person_id IS NOT NULL AND cine_referral_date IS NOT NULL
    AND COALESCE(cine_not_a_referral, 'N') <> 'Y'
)
SELECT source_delivery, source_file, source_row, 'cine_referral_date' AS column_name, CAST(day AS VARCHAR) AS found, person_id
FROM numbered
WHERE place > 1
