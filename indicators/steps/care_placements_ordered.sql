/*
id = "care_placements_ordered"
title = "Placements inside periods of care, in order of person, period, start, end and id: place, placement_id, placement_type, start_date, cla_id, person_id, ends_on (when it ends or is cut; 9999-12-31 when open), begins (1 when it begins a stay, 0 when it goes on with the one before), stay_number, next_begins, next_start"
steps = ["care_periods"]
optional = ["ssd_cla_placement", "ssd_cla_episodes"]
*/
WITH inside AS (
    -- A placement is inside the period that it names, or, naming none, the person's latest that its start falls in.
    SELECT placement.clap_cla_placement_id AS placement_id, placement.clap_cla_placement_type AS placement_type,
        placement.clap_cla_placement_start_date AS start_date,
        COALESCE(placement.clap_cla_placement_end_date, DATE '9999-12-31') AS end_date,
        period.cla_id, period.person_id, COALESCE(period.end_date, DATE '9999-12-31') AS period_end,
        1 AS choice
    FROM ssd_cla_placement AS placement
    CROSS JOIN run
    JOIN care_periods AS period ON period.cla_id = placement.clap_cla_id
    WHERE placement.clap_cla_placement_start_date >= period.start_date
        AND placement.clap_cla_placement_start_date <= COALESCE(period.end_date, run.data_date)
        AND placement.clap_cla_placement_start_date <= run.data_date
    UNION ALL
    SELECT placement.clap_cla_placement_id, placement.clap_cla_placement_type, placement.clap_cla_placement_start_date,
        COALESCE(placement.clap_cla_placement_end_date, DATE '9999-12-31'),
        period.cla_id, period.person_id, COALESCE(period.end_date, DATE '9999-12-31'),
        ROW_NUMBER() OVER (
            PARTITION BY placement.clap_cla_placement_id ORDER BY period.start_date DESC, period.cla_id DESC
        )
    FROM ssd_cla_placement AS placement
    CROSS JOIN run
    JOIN care_periods AS period ON period.person_id = placement.clap_person_id
    WHERE placement.clap_cla_id IS NULL
        AND placement.clap_cla_placement_start_date >= period.start_date
        AND placement.clap_cla_placement_start_date <= COALESCE(period.end_date, run.data_date)
        AND placement.clap_cla_placement_start_date <= run.data_date
),
-- The reason of a placement is that of its earliest episode.
episodes AS (
    SELECT clae_cla_placement_id AS placement_id, clae_cla_episode_start_reason AS reason,
        LAG(clae_cla_placement_id) OVER (
            ORDER BY clae_cla_placement_id, clae_cla_episode_start_date NULLS LAST, clae_cla_episode_id
        ) AS before
    FROM ssd_cla_episodes
    CROSS JOIN run
    WHERE clae_cla_placement_id IS NOT NULL AND COALESCE(clae_cla_episode_start_date, data_date) <= data_date
),
ordered AS (
    SELECT inside.placement_id, inside.placement_type, inside.start_date, inside.end_date, inside.cla_id,
        inside.person_id, inside.period_end, episodes.reason,
        ROW_NUMBER() OVER (
            ORDER BY inside.person_id, inside.cla_id, inside.start_date, inside.end_date, inside.placement_id
        ) AS place
    FROM inside
    LEFT JOIN episodes
        ON episodes.placement_id = inside.placement_id AND episodes.before IS DISTINCT FROM episodes.placement_id
    WHERE inside.choice = 1
),
-- Reasons L, T and U keep the carer, and so the stay.
cut AS (
    SELECT placement_id, placement_type, start_date, cla_id, person_id, place,
        LEAST(
            end_date, period_end,
            CASE
                WHEN LEAD(person_id) OVER (ORDER BY place) = person_id AND LEAD(cla_id) OVER (ORDER BY place) = cla_id
                    THEN LEAD(start_date) OVER (ORDER BY place)
                ELSE DATE '9999-12-31'
            END
        ) AS ends_on,
        CASE
            WHEN reason IN ('L', 'T', 'U')
                AND LAG(person_id) OVER (ORDER BY place) = person_id AND LAG(cla_id) OVER (ORDER BY place) = cla_id
                THEN 0
            ELSE 1
        END AS begins
    FROM ordered
)
SELECT placement_id, placement_type, start_date, cla_id, person_id, place, ends_on, begins,
    SUM(begins) OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stay_number,
    LEAD(begins) OVER (ORDER BY place) AS next_begins, LEAD(start_date) OVER (ORDER BY place) AS next_start
FROM cut
