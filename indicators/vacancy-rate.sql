/*
id = "vacancy-rate"
aliases = ["WF03"]
title = "Social work vacancy rate"
area = "Workforce"
kind = "proportion"
evaluated = "snapshot"
counts = "FTE"
good = "low"
unit = "%"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Numerator: full-time equivalents of social work posts vacant at the end of the period, covered by agency workers or not.
Denominator: those and the full-time equivalents of social workers in post (employed by the council, on leave or not).
Role social worker, any grade; a full-time equivalent not recorded counts as 1.0 and is a finding."""
steps = ["posts_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date", "workforce_vacancies.role", "workforce_vacancies.fte", "workforce_vacancies.vacant_from", "workforce_vacancies.vacant_to"]
coverage = ["workforce_workers", "workforce_vacancies"]
published = [{ measure = "csc:sw_vacancy_rate_fte", definition = "same" }, { measure = "lait:Work_Force_Vac_Rate", definition = "same" }]
disclosive = false
core = true
*/
SELECT post_id AS unit_id, worker_id, team_id, service, snapshot_date AS counts_on, 'missed' AS state, fte AS amount
FROM posts_at
WHERE social_worker AND NOT agency
UNION ALL
SELECT 'vacancy ' || vacancy.post_id || ' ' || CAST(vacancy.vacant_from AS VARCHAR), NULL, vacancy.team_id, vacancy.service,
    snapshot_dates.snapshot_date, 'met', CAST(COALESCE(vacancy.fte, 1) AS DECIMAL(12, 4))
FROM workforce_vacancies AS vacancy
JOIN snapshot_dates
    ON vacancy.vacant_from <= snapshot_dates.snapshot_date
    AND (vacancy.vacant_to IS NULL OR snapshot_dates.snapshot_date < vacancy.vacant_to)
WHERE lower(vacancy.role) = 'social worker'
