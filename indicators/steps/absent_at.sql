/*
id = "absent_at"
title = "Workers away on each snapshot date, once for each reason: snapshot_date, worker_id, reason (maternity; long-term: sickness that began long_term_absence or more before). The last day of an absence is one of absence"
optional = ["workforce_absences"]
parameters = ["long_term_absence"]
*/
WITH working_days AS (
    SELECT day, working_day_number FROM calendar WHERE is_working_day
),
absences AS (
    SELECT absence.worker_id, absence.type, absence.start_date, absence.end_date,
        CASE
            WHEN absence.type = 'maternity' THEN absence.start_date
            WHEN lengths.unit = 'WD' THEN working_days.day
            WHEN lengths.unit = 'months' THEN CAST(
                absence.start_date + CAST(lengths.count || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(absence.start_date + CAST(lengths.count || ' days' AS INTERVAL) AS DATE)
        END AS counts_from
    FROM workforce_absences AS absence
    JOIN parameters AS lengths
        ON lengths.name = 'long_term_absence'
        AND COALESCE(lengths.from_date, DATE '1900-01-01') <= absence.start_date
        AND absence.start_date < COALESCE(lengths.to_date, DATE '9999-12-31')
    LEFT JOIN calendar ON calendar.day = absence.start_date
    LEFT JOIN working_days ON working_days.working_day_number = calendar.working_day_number + lengths.count
    WHERE absence.type IN ('maternity', 'sickness')
)
SELECT DISTINCT snapshot_dates.snapshot_date, absences.worker_id,
    CASE WHEN absences.type = 'maternity' THEN 'maternity' ELSE 'long-term' END AS reason
FROM absences
JOIN snapshot_dates
    ON absences.counts_from <= snapshot_dates.snapshot_date
    AND (absences.end_date IS NULL OR snapshot_dates.snapshot_date <= absences.end_date)
