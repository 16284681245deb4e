/*
id = "absence-days-per-fte"
aliases = ["WF06"]
title = "Working days lost to sickness per social worker, twelve months"
area = "Workforce"
kind = "mean"
evaluated = "snapshot"
counts = "day"
good = "low"
unit = "days per FTE"
decimals = 2
basis = "DfE children and family social work workforce census"
definition = """
Numerator: working days of sickness that fall in the twelve months to the end of the period (from the day after the same day
a year before), the first and the last day of an absence included, of anyone employed by the council as a social worker at
some time in those months. Denominator: full-time equivalents of social workers in post at the end of the period, on leave
or not. Working days are those of the calendar, for part-time workers too; the number of days that the extract gives is not
used, since it cannot be cut to the months. Role social worker, any grade; a full-time equivalent not recorded counts as 1.0
and is a finding."""
steps = ["posts_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date", "workforce_absences.type", "workforce_absences.start_date", "workforce_absences.end_date"]
coverage = ["workforce_workers", "workforce_absences"]
rolling = 12
disclosive = false
core = true
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
    WHERE lower(worker.role) = 'social worker' AND COALESCE(worker.employment, '') <> 'agency'
    GROUP BY years.snapshot_date, years.first_day, worker.worker_id
),
sickness AS (
    SELECT employed.snapshot_date, employed.worker_id, employed.team_id, employed.service, absence.start_date,
        GREATEST(absence.start_date, employed.first_day) AS from_date,
        LEAST(COALESCE(absence.end_date, employed.snapshot_date), employed.snapshot_date) AS to_date
    FROM workforce_absences AS absence
    JOIN employed ON employed.worker_id = absence.worker_id
    WHERE absence.type = 'sickness'
        AND absence.start_date <= employed.snapshot_date
        AND (absence.end_date IS NULL OR absence.end_date >= employed.first_day)
)
SELECT post_id AS unit_id, worker_id, team_id, service, snapshot_date AS counts_on, 'counted' AS state,
    'denominator' AS part, fte AS amount, CAST(NULL AS DATE) AS event_date
FROM posts_at
WHERE social_worker AND NOT agency
UNION ALL
SELECT 'absence ' || sickness.worker_id || ' ' || CAST(sickness.start_date AS VARCHAR), sickness.worker_id, sickness.team_id,
    sickness.service, sickness.snapshot_date, 'counted', 'numerator',
    CAST(
        last_day.working_day_number - first_day.working_day_number
            + CASE WHEN first_day.is_working_day THEN 1 ELSE 0 END
        AS DECIMAL(12, 4)),
    sickness.start_date
FROM sickness
JOIN calendar AS first_day ON first_day.day = sickness.from_date
JOIN calendar AS last_day ON last_day.day = sickness.to_date
