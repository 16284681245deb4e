/*
id = "caseload-absent"
title = "Children allocated to a worker who is absent or has left"
area = "Workforce"
kind = "count"
evaluated = "snapshot"
counts = "child and worker"
good = "low"
unit = "children"
decimals = 0
basis = "local: no child should be without a worker who is there"
definition = """
Pairs of a worker and a child, each once, with an involvement of role CW open at the end of the period, the child being
open that day by case-status, where the worker is not there: by category, left (the list of workers has no post open that
day, but an earlier one), maternity (on maternity leave that day), long-term (absent for sickness that day, begun 28 days
before or earlier), or not-listed (in the list on no day). The cases of absent workers count in caseload too."""
parameters = ["long_term_absence"]
steps = ["allocations_at", "worker_fte_at", "absent_at"]
inputs = ["ssd_involvements.invo_professional_id", "ssd_involvements.invo_professional_role_id", "ssd_involvements.invo_person_id", "ssd_cin_episodes.cine_referral_date", "workforce_workers.worker_id", "workforce_workers.start_date"]
optional = ["workforce_absences", "ssd_person", "ssd_cla_episodes", "ssd_legal_status", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
partial_without = ["workforce_absences"]
coverage = ["ssd_involvements", "ssd_cin_episodes", "workforce_workers"]
past_partial = "care leavers have no dates"
category = "reason"
disclosive = true
*/
WITH away AS (
    SELECT snapshot_date, worker_id, MAX(reason) AS reason FROM absent_at GROUP BY snapshot_date, worker_id
),
known AS (
    SELECT worker_id, MIN(start_date) AS first_start FROM workforce_workers GROUP BY worker_id
)
SELECT pair.worker_id || ' ' || pair.person_id AS unit_id, pair.person_id, pair.worker_id, pair.team_id,
    pair.snapshot_date AS counts_on, 'counted' AS state,
    CASE
        WHEN post.worker_id IS NOT NULL THEN away.reason
        WHEN known.first_start <= pair.snapshot_date THEN 'left'
        ELSE 'not-listed'
    END AS category
FROM allocations_at AS pair
LEFT JOIN worker_fte_at AS post
    ON post.snapshot_date = pair.snapshot_date AND post.worker_id = pair.worker_id
LEFT JOIN away ON away.snapshot_date = pair.snapshot_date AND away.worker_id = pair.worker_id
LEFT JOIN known ON known.worker_id = pair.worker_id
WHERE post.worker_id IS NULL OR away.worker_id IS NOT NULL
