/*
id = "care_periods"
title = "Periods of care that began by the data date: cla_id, person_id, start_date (earliest date of entering care, else of an episode), end_date (the last episode's; null when open at the data date)"
optional = ["ssd_cla_episodes"]
*/
WITH episodes AS (
    SELECT clae_cla_id AS cla_id, clae_person_id AS person_id,
        MIN(clae_entered_care_date) OVER (PARTITION BY clae_person_id, clae_cla_id) AS entered,
        MIN(clae_cla_episode_start_date) OVER (PARTITION BY clae_person_id, clae_cla_id) AS first_start,
        clae_cla_episode_ceased_date AS ceased,
        ROW_NUMBER() OVER (
            PARTITION BY clae_person_id, clae_cla_id
            ORDER BY clae_cla_episode_start_date DESC NULLS LAST,
                COALESCE(clae_cla_episode_ceased_date, DATE '9999-12-31') DESC, clae_cla_episode_id DESC
        ) AS place
    FROM ssd_cla_episodes
    WHERE clae_cla_id IS NOT NULL AND clae_person_id IS NOT NULL
)
SELECT episodes.cla_id, episodes.person_id, COALESCE(episodes.entered, episodes.first_start) AS start_date,
    CASE WHEN episodes.ceased <= run.data_date THEN episodes.ceased END AS end_date
FROM episodes
CROSS JOIN run
WHERE episodes.place = 1 AND COALESCE(episodes.entered, episodes.first_start) <= run.data_date
