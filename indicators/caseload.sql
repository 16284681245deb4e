/*
id = "caseload"
aliases = ["WF01"]
title = "Children per full-time-equivalent caseholder"
area = "Workforce"
kind = "mean"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "children per FTE"
decimals = 1
basis = "DfE children and family social work workforce census"
definition = """
Numerator: pairs of a social worker and a child, each once, with an involvement of role CW open at the end of the period,
the child being open that day by case-status and the worker having a social work post open that day in the list of workers,
agency workers included. Denominator: the full-time equivalents of those workers, the social work posts of each summed; one
not recorded counts as 1.0 and is a finding. Where the list of workers is not loaded every caseholder counts, with the
full-time equivalent that the case system holds, and the number is partial. By team and service a pair stands where the
worker's post is. Cases of other workers are caseload-practitioner; those of workers who are absent or have left are
caseload-absent."""
steps = ["allocations_at", "worker_fte_at"]
inputs = ["ssd_involvements.invo_professional_id", "ssd_involvements.invo_professional_role_id", "ssd_involvements.invo_person_id", "ssd_cin_episodes.cine_referral_date"]
optional = ["workforce_workers", "ssd_professionals", "ssd_person", "ssd_cla_episodes", "ssd_legal_status", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
partial_without = ["workforce_workers", "ssd_cla_episodes", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
coverage = ["ssd_involvements", "ssd_cin_episodes"]
past_partial = "care leavers have no dates"
published = [{ measure = "csc:sw_caseload_fte", definition = "near", why = "the published count is of cases, families with one case among them, held on 30 September" }, { measure = "lait:Work_Force_AvgNumCase_SW", definition = "near", why = "the published count is of cases, families with one case among them, held on 30 September" }]
disclosive = false
verdict = true
core = true
*/
WITH loaded AS (
    SELECT COUNT(*) AS posts FROM workforce_workers
),
everyone AS (
    SELECT snapshot_date, worker_id, MAX(team_id) AS team_id FROM allocations_at GROUP BY snapshot_date, worker_id
),
holders AS (
    SELECT everyone.snapshot_date, everyone.worker_id, worker.fte, worker.team_id, worker.service
    FROM everyone
    JOIN worker_fte_at AS worker
        ON worker.snapshot_date = everyone.snapshot_date AND worker.worker_id = everyone.worker_id
    WHERE worker.social_worker
    UNION ALL
    SELECT everyone.snapshot_date, everyone.worker_id,
        COALESCE(CAST(professional.prof_full_time_equivalency AS DECIMAL(12, 4)), CAST(1 AS DECIMAL(12, 4))),
        everyone.team_id, NULL
    FROM everyone
    CROSS JOIN loaded
    LEFT JOIN ssd_professionals AS professional ON professional.prof_professional_id = everyone.worker_id
    WHERE loaded.posts = 0
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
