/*
id = "care_stay_placements"
title = "Placements of each stay in order: stay_id (the first placement's id), cla_id, person_id, placement_id, placement_type, from_date, to_date (exclusive: when the stay's next placement begins; 9999-12-31 for its last), ends_on (when the placement ends or is cut; 9999-12-31 when open at the data date)"
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
reasons AS (
    SELECT placement_id, reason
    FROM (
        SELECT clae_cla_placement_id AS placement_id, clae_cla_episode_start_reason AS reason,
            ROW_NUMBER() OVER (
                PARTITION BY clae_cla_placement_id ORDER BY clae_cla_episode_start_date NULLS LAST, clae_cla_episode_id
            ) AS place
        FROM ssd_cla_episodes
        WHERE clae_cla_placement_id IS NOT NULL
    ) AS episodes
    WHERE place = 1
),
ordered AS (
    SELECT inside.placement_id, inside.placement_type, inside.start_date, inside.end_date, inside.cla_id,
        inside.person_id, inside.period_end, reasons.reason,
        ROW_NUMBER() OVER (
            PARTITION BY inside.person_id, inside.cla_id
            ORDER BY inside.start_date, inside.end_date, inside.placement_id
        ) AS place,
        LEAD(inside.start_date, 1, DATE '9999-12-31') OVER (
            PARTITION BY inside.person_id, inside.cla_id
            ORDER BY inside.start_date, inside.end_date, inside.placement_id
        ) AS next_start
    FROM inside
    LEFT JOIN reasons ON reasons.placement_id = inside.placement_id
    WHERE inside.choice = 1
),
-- Reasons L, T and U keep the carer, and so the stay.
numbered AS (
    SELECT placement_id, placement_type, start_date, cla_id, person_id, place, next_start,
        LEAST(end_date, period_end, next_start) AS ends_on,
        SUM(CASE WHEN place > 1 AND reason IN ('L', 'T', 'U') THEN 0 ELSE 1 END) OVER (
            PARTITION BY person_id, cla_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay_number
    FROM ordered
)
SELECT
    FIRST_VALUE(placement_id) OVER (PARTITION BY person_id, cla_id, stay_number ORDER BY place) AS stay_id,
    cla_id, person_id, placement_id, placement_type, start_date AS from_date,
    LEAD(start_date, 1, DATE '9999-12-31') OVER (PARTITION BY person_id, cla_id, stay_number ORDER BY place) AS to_date,
    CASE WHEN ends_on <= run.data_date THEN ends_on ELSE DATE '9999-12-31' END AS ends_on
FROM numbered
CROSS JOIN run
