/*
id = "caseload-practitioner"
title = "Children per full-time-equivalent caseholder who is not a social worker"
area = "Workforce"
kind = "mean"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "children per FTE"
decimals = 1
basis = "local: practitioners who hold cases beside social workers"
definition = """
As caseload, for the workers in the list of workers with posts open at the end of the period none of which is a social
worker's: family support workers, children's practitioners, personal advisers. Denominator: their full-time equivalents,
all posts of each summed."""
steps = ["allocations_at", "worker_fte_at"]
inputs = ["ssd_involvements.invo_professional_id", "ssd_involvements.invo_professional_role_id", "ssd_involvements.invo_person_id", "ssd_cin_episodes.cine_referral_date", "workforce_workers.worker_id", "workforce_workers.role"]
optional = ["ssd_person", "ssd_cla_episodes", "ssd_legal_status", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
coverage = ["ssd_involvements", "ssd_cin_episodes", "workforce_workers"]
past_partial = "care leavers have no dates"
disclosive = false
*/
WITH holders AS (
    SELECT worker.snapshot_date, worker.worker_id, worker.fte, worker.team_id, worker.service
    FROM worker_fte_at AS worker
    JOIN (SELECT DISTINCT snapshot_date, worker_id FROM allocations_at) AS allocated
        ON allocated.snapshot_date = worker.snapshot_date AND allocated.worker_id = worker.worker_id
    WHERE NOT worker.social_worker
)
SELECT pair.worker_id || ' ' || pair.person_id AS unit_id, pair.person_id, pair.worker_id, holders.team_id,
    holders.service, pair.snapshot_date AS counts_on, 'counted' AS state, 'numerator' AS part,
    CAST(1 AS DECIMAL(12, 4)) AS amount, pair.status AS category
FROM allocations_at AS pair
JOIN holders ON holders.snapshot_date = pair.snapshot_date AND holders.worker_id = pair.worker_id
UNION ALL
SELECT 'worker ' || worker_id, NULL, worker_id, team_id, service, snapshot_date, 'counted', 'denominator',
    CAST(fte AS DECIMAL(12, 4)), NULL
FROM holders
