/*
id = "adult-in-care"
title = "Aged 18 or over with an open episode of care"
severity = "error"
table = "ssd_cla_episodes"
expected = "closed by the 18th birthday"
hint = "Cease the episode on the 18th birthday and record the young person as a care leaver, or correct the date of birth."
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_person.pers_dob",
]
*/
SELECT span.source_delivery, span.source_file, span.source_row, 'clae_cla_episode_ceased_date' AS column_name,
  'open at 18 or older' AS found,
  span.clae_person_id AS person_id
FROM ssd_cla_episodes AS span
CROSS JOIN run
JOIN ssd_person ON ssd_person.pers_person_id = span.clae_person_id
WHERE span.clae_cla_episode_start_date <= run.data_date
  AND (span.clae_cla_episode_ceased_date IS NULL OR span.clae_cla_episode_ceased_date > run.data_date)
  AND CAST(ssd_person.pers_dob + CAST(216 || ' months' AS INTERVAL) AS DATE) <= run.data_date
