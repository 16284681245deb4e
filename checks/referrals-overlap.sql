/*
id = "referrals-overlap"
title = "A referral of a child who is already open"
severity = "note"
table = "ssd_cin_episodes"
expected = "a referral on or after the closing date of the one before"
hint = "Record new information about an open child as a contact, or close the earlier episode: in the census a child who is open is not referred again."
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
]
*/
WITH ordered AS (
  SELECT source_delivery, source_file, source_row, cine_person_id AS person_id, cine_referral_date AS start_date,
    MAX(COALESCE(cine_close_date, DATE '9999-12-31')) OVER (
      PARTITION BY cine_person_id ORDER BY cine_referral_date, cine_close_date, cine_referral_id, source_delivery, source_file, source_row
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_end
  FROM ssd_cin_episodes
  WHERE cine_person_id IS NOT NULL
    AND cine_referral_date IS NOT NULL
    AND COALESCE(cine_referral_only, 'N') <> 'Y'
)
SELECT source_delivery, source_file, source_row, 'cine_referral_date' AS column_name,
  CAST(start_date AS VARCHAR)
    || CASE WHEN earlier_end = DATE '9999-12-31' THEN ', one before it is open' ELSE ', one before it ended ' || CAST(earlier_end AS VARCHAR) END AS found,
  person_id
FROM ordered
WHERE start_date < earlier_end
