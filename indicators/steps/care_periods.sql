/*
id = "care_periods"
title = "Periods of care that began by the data date: cla_id, person_id, start_date (earliest date of entering care, else of an episode), end_date (that of the last episode to start; null when open at the data date)"
optional = ["ssd_cla_episodes"]
*/
WITH starts AS (
    SELECT clae_person_id AS person_id, clae_cla_id AS cla_id,
        COALESCE(MIN(clae_entered_care_date), MIN(clae_cla_episode_start_date)) AS start_date
    FROM ssd_cla_episodes
    CROSS JOIN run
    WHERE clae_cla_id IS NOT NULL AND clae_person_id IS NOT NULL
        AND COALESCE(clae_cla_episode_start_date, data_date) <= data_date
    GROUP BY clae_person_id, clae_cla_id
),
episodes AS (
    SELECT clae_person_id AS person_id, clae_cla_id AS cla_id, clae_cla_episode_ceased_date AS ceased,
        ROW_NUMBER() OVER (
            ORDER BY clae_person_id, clae_cla_id, clae_cla_episode_start_date DESC NULLS LAST,
                COALESCE(clae_cla_episode_ceased_date, DATE '9999-12-31') DESC, clae_cla_episode_id DESC
        ) AS place
    FROM ssd_cla_episodes
    CROSS JOIN run
    WHERE clae_cla_id IS NOT NULL AND clae_person_id IS NOT NULL
        AND COALESCE(clae_cla_episode_start_date, data_date) <= data_date
),
lasts AS (
    SELECT person_id, cla_id, ceased,
        LAG(person_id) OVER (ORDER BY place) AS person_before, LAG(cla_id) OVER (ORDER BY place) AS cla_before
    FROM episodes
)
SELECT starts.cla_id, starts.person_id, starts.start_date,
    CASE WHEN lasts.ceased <= run.data_date THEN lasts.ceased END AS end_date
FROM starts
CROSS JOIN run
JOIN lasts ON lasts.person_id = starts.person_id AND lasts.cla_id = starts.cla_id
WHERE starts.start_date <= run.data_date
    AND ((lasts.person_before IS DISTINCT FROM lasts.person_id) OR (lasts.cla_before IS DISTINCT FROM lasts.cla_id))
