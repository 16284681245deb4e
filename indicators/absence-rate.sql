/*
id = "absence-rate"
aliases = ["WF05"]
title = "Social work absence rate, twelve months"
area = "Workforce"
kind = "proportion"
evaluated = "snapshot"
counts = "day"
good = "low"
unit = "%"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Working days lost to sickness in the twelve months to the end of the period, counted as in ‘working days lost
to sickness per social worker’, over the full-time equivalents of social workers in post at the end of the
period times 253 working days. Maternity leave is not sickness. Role social worker, any grade, agency left
out; a full-time equivalent not recorded counts as 1.0 and is a finding."""
steps = ["sickness_year_at", "posts_at"]
inputs = [
  "workforce_workers.role",
  "workforce_workers.employment",
  "workforce_workers.fte",
  "workforce_workers.start_date",
  "workforce_workers.end_date",
  "workforce_absences.type",
  "workforce_absences.start_date",
  "workforce_absences.end_date",
]
coverage = ["workforce_absences", "workforce_workers"]
rolling = 12
published = [
  { measure = "csc:sw_absence_rate_fte", definition = "near", why = "the published rate is of the twelve months to 30 September" },
  { measure = "lait:Work_Force_SWAbsence", definition = "near", why = "the published rate is of the twelve months to 30 September" },
]
*/
SELECT 'absence ' || worker_id || ' ' || CAST(start_date AS VARCHAR) AS unit_id, worker_id, team_id, service,
    start_date AS event_date, snapshot_date AS counts_on, 'counted' AS state, 'numerator' AS part,
    CAST(days AS DECIMAL(12, 4)) AS amount
FROM sickness_year_at
UNION ALL
SELECT post_id AS unit_id, worker_id, team_id, service, CAST(NULL AS DATE) AS event_date,
    snapshot_date AS counts_on, 'counted' AS state, 'denominator' AS part,
    CAST(fte * 253 AS DECIMAL(12, 4)) AS amount
FROM posts_at
WHERE social_worker AND NOT agency
