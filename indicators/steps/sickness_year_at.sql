/*
id = "sickness_year_at"
title = "Sickness of social workers employed by the council in the twelve months to each snapshot date: snapshot_date, worker_id, team_id, service, start_date (of the absence), days (working days of it that fall in those months, first and last day included; a day that two absences of a worker share is counted with the earlier one)"
optional = ["workforce_workers", "workforce_absences"]
*/
WITH years AS (
    SELECT snapshot_date,
        CAST(CAST(snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE) + CAST('1 days' AS INTERVAL) AS DATE) AS first_day
    FROM snapshot_dates
),
employed AS (
    SELECT years.snapshot_date, years.first_day, worker.worker_id, MAX(worker.team_id) AS team_id,
        MAX(worker.service) AS service
    FROM workforce_workers AS worker
    JOIN years
        ON worker.start_date <= years.snapshot_date
        AND (worker.end_date IS NULL OR worker.end_date > years.first_day)
    WHERE LOWER(worker.role) = 'social worker' AND COALESCE(worker.employment, '') <> 'agency'
    GROUP BY years.snapshot_date, years.first_day, worker.worker_id
),
sickness AS (
    SELECT employed.snapshot_date, employed.worker_id, employed.team_id, employed.service, absence.start_date,
        GREATEST(absence.start_date, employed.first_day) AS from_date,
        LEAST(COALESCE(absence.end_date, employed.snapshot_date), employed.snapshot_date) AS to_date,
        absence.source_delivery, absence.source_file, absence.source_row
    FROM workforce_absences AS absence
    JOIN employed ON employed.worker_id = absence.worker_id
    WHERE absence.type = 'sickness'
        AND absence.start_date <= employed.snapshot_date
        AND (absence.end_date IS NULL OR absence.end_date >= employed.first_day)
),
-- A day is lost once: each absence counts from the day after those before it have ended.
earlier AS (
    SELECT snapshot_date, worker_id, team_id, service, start_date, from_date, to_date,
        MAX(to_date) OVER (
            PARTITION BY snapshot_date, worker_id
            ORDER BY from_date, start_date, source_delivery, source_file, source_row
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS lost_to
    FROM sickness
),
lost AS (
    SELECT snapshot_date, worker_id, team_id, service, start_date, to_date,
        CASE WHEN lost_to >= from_date THEN CAST(lost_to + CAST('1 days' AS INTERVAL) AS DATE) ELSE from_date END
            AS from_date
    FROM earlier
)
SELECT lost.snapshot_date, lost.worker_id, lost.team_id, lost.service, lost.start_date,
    last_day.working_day_number - first_day.working_day_number
        + CASE WHEN first_day.is_working_day THEN 1 ELSE 0 END AS days
FROM lost
JOIN calendar AS first_day ON first_day.day = lost.from_date
JOIN calendar AS last_day ON last_day.day = lost.to_date
WHERE lost.from_date <= lost.to_date
