/*
id = "agency-fte"
title = "Agency social workers"
area = "Workforce"
kind = "amount"
evaluated = "snapshot"
counts = "FTE"
good = "low"
unit = "FTE"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Full-time equivalents of the agency's social workers at the end of the period: posts open that day with role social worker,
any grade, and employment agency. One not recorded counts as 1.0 and is a finding."""
steps = ["posts_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date"]
coverage = ["workforce_workers"]
disclosive = false
core = true
*/
SELECT post_id AS unit_id, worker_id, team_id, service, snapshot_date AS counts_on, 'counted' AS state, fte AS amount
FROM posts_at
WHERE social_worker AND agency
