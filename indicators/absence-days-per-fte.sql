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
used, since it cannot be cut to the months; a
day on which two absences of one worker overlap is lost once. Role social worker, any grade; a full-time equivalent not recorded counts as 1.0
and is a finding."""
steps = ["posts_at", "sickness_year_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date", "workforce_absences.type", "workforce_absences.start_date", "workforce_absences.end_date"]
coverage = ["workforce_workers", "workforce_absences"]
rolling = 12
disclosive = false
core = true
*/
SELECT post_id AS unit_id, worker_id, team_id, service, snapshot_date AS counts_on, 'counted' AS state,
    'denominator' AS part, fte AS amount, CAST(NULL AS DATE) AS event_date
FROM posts_at
WHERE social_worker AND NOT agency
UNION ALL
SELECT 'absence ' || worker_id || ' ' || CAST(start_date AS VARCHAR), worker_id, team_id, service, snapshot_date,
    'counted', 'numerator', CAST(days AS DECIMAL(12, 4)), start_date
FROM sickness_year_at
