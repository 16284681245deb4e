/*
id = "agency-rate"
aliases = ["WF02"]
title = "Agency social workers as a share of all"
area = "Workforce"
kind = "proportion"
evaluated = "snapshot"
counts = "FTE"
good = "low"
unit = "%"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Numerator: full-time equivalents of agency social workers at the end of the period. Denominator: those of agency and
in-post social workers together. In post means employed by the council, on leave or not. Posts open that day with role
social worker, any grade; a full-time equivalent not recorded counts as 1.0 and is a finding."""
steps = ["posts_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date"]
coverage = ["workforce_workers"]
published = [{ measure = "csc:sw_agency_rate_fte", definition = "same" }, { measure = "lait:Work_Force_Agecy_Rate", definition = "same" }]
disclosive = false
core = true
*/
SELECT post_id AS unit_id, worker_id, team_id, service, snapshot_date AS counts_on,
    CASE WHEN agency THEN 'met' ELSE 'missed' END AS state, fte AS amount
FROM posts_at
WHERE social_worker
