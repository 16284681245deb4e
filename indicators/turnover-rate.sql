/*
id = "turnover-rate"
aliases = ["WF04"]
title = "Social work turnover rate, twelve months"
area = "Workforce"
kind = "proportion"
evaluated = "snapshot"
counts = "FTE"
good = "low"
unit = "%"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Numerator: full-time equivalents of social workers in post who left in the twelve months to the end of the period (from the
day after the same day a year before). Leaving one post for the next, with reason internal move, is not leaving.
Denominator: full-time equivalents of social workers in post at the end of the period. In post means employed by the
council, on leave or not. Role social worker, any grade; one not recorded counts as 1.0 and is a finding."""
steps = ["posts_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date", "workforce_workers.leaving_reason"]
coverage = ["workforce_workers"]
rolling = 12
published = [{ measure = "csc:sw_turnover_rate_fte", definition = "near", why = "the published rate is of the twelve months to 30 September" }, { measure = "lait:Work_Force_TO_Rate", definition = "near", why = "the published rate is of the twelve months to 30 September" }]
disclosive = false
core = true
*/
SELECT post_id AS unit_id, worker_id, team_id, service, snapshot_date AS counts_on, 'counted' AS state,
    'denominator' AS part, fte AS amount, CAST(NULL AS DATE) AS done
FROM posts_at
WHERE social_worker AND NOT agency
UNION ALL
SELECT 'left ' || worker.worker_id || ' ' || CAST(worker.start_date AS VARCHAR), worker.worker_id, worker.team_id,
    worker.service, snapshot_dates.snapshot_date, 'counted', 'numerator',
    CAST(COALESCE(worker.fte, 1) AS DECIMAL(12, 4)), worker.end_date
FROM workforce_workers AS worker
JOIN snapshot_dates
    ON worker.end_date <= snapshot_dates.snapshot_date
    AND worker.end_date > CAST(snapshot_dates.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
WHERE lower(worker.role) = 'social worker'
    AND COALESCE(worker.employment, '') <> 'agency'
    AND COALESCE(lower(worker.leaving_reason), '') <> 'internal move'
