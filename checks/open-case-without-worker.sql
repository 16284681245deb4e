/*
id = "open-case-without-worker"
title = "An open case that no worker holds"
severity = "warning"
table = "ssd_cin_episodes"
expected = "an open involvement with role CW"
hint = "Allocate the child to a worker, or close the episode if the work is done."
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
  "ssd_involvements.invo_person_id",
  "ssd_involvements.invo_professional_role_id",
  "ssd_involvements.invo_involvement_start_date",
]
*/
WITH held AS (
  SELECT DISTINCT invo_person_id AS person_id
  FROM ssd_involvements
  CROSS JOIN run
  WHERE invo_professional_role_id = 'CW'
    AND invo_professional_id IS NOT NULL
    AND invo_involvement_start_date <= data_date
    AND (invo_involvement_end_date IS NULL OR invo_involvement_end_date > data_date)
)
SELECT episode.source_delivery, episode.source_file, episode.source_row, 'cine_referral_id' AS column_name,
  'referred ' || CAST(episode.cine_referral_date AS VARCHAR) AS found, episode.cine_person_id AS person_id
FROM ssd_cin_episodes AS episode
CROSS JOIN run
LEFT JOIN held ON held.person_id = episode.cine_person_id
WHERE episode.cine_referral_date <= run.data_date
  AND (episode.cine_close_date IS NULL OR episode.cine_close_date > run.data_date)
  AND COALESCE(episode.cine_referral_nfa, 'N') <> 'Y'
  AND COALESCE(episode.cine_referral_only, 'N') <> 'Y'
  AND held.person_id IS NULL
