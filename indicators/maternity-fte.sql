/*
id = "maternity-fte"
title = "Social workers on maternity leave"
area = "Workforce"
kind = "amount"
evaluated = "snapshot"
counts = "FTE"
good = "none"
unit = "FTE"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Full-time equivalents of social workers in post (employed by the council) with a maternity absence open at the end of the
period; its last day counts as one of absence. Role social worker, any grade; one not recorded counts as 1.0 and is a
finding."""
steps = ["posts_at", "absent_at"]
inputs = ["workforce_workers.role", "workforce_workers.employment", "workforce_workers.fte", "workforce_workers.start_date", "workforce_workers.end_date", "workforce_absences.type", "workforce_absences.start_date", "workforce_absences.end_date"]
coverage = ["workforce_workers", "workforce_absences"]
disclosive = true
core = true
*/
SELECT post.post_id AS unit_id, post.worker_id, post.team_id, post.service, post.snapshot_date AS counts_on,
    'counted' AS state, post.fte AS amount
FROM posts_at AS post
JOIN absent_at AS absent ON absent.snapshot_date = post.snapshot_date AND absent.worker_id = post.worker_id
WHERE post.social_worker AND NOT post.agency AND absent.reason = 'maternity'
