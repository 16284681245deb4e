/*
id = "unallocated-social-worker"
aliases = ["WF08"]
title = "Open children with no allocated social worker"
area = "Workforce"
kind = "count"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "children"
decimals = 0
basis = "local: none for children in care and children with a plan"
definition = """
Persons open at the end of the period as in care, child protection, child in need plan, short breaks, open
assessment or open referral (by case-status), with no involvement of role CW open that day whose worker is a
social worker in post or from an agency. Stricter than ‘open children with no allocated worker’: one held by a
family support worker, or by a worker who has left, is listed here. By category: their status."""
steps = ["open_people_at", "allocations_at", "worker_fte_at"]
inputs = [
  "ssd_involvements.invo_professional_id",
  "ssd_involvements.invo_professional_role_id",
  "ssd_involvements.invo_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "workforce_workers.role",
  "workforce_workers.start_date",
]
optional = [
  "ssd_person",
  "ssd_cla_episodes",
  "ssd_legal_status",
  "ssd_cp_plans",
  "ssd_cin_plans",
  "ssd_cin_assessments",
  "ssd_care_leavers",
  "ssd_early_help_episodes",
]
coverage = ["ssd_cin_episodes", "ssd_involvements", "workforce_workers"]
category = "status"
instead = "unallocated"
disclosive = true
*/
WITH held AS (
    SELECT DISTINCT allocations_at.snapshot_date, allocations_at.person_id
    FROM allocations_at
    JOIN worker_fte_at
        ON worker_fte_at.snapshot_date = allocations_at.snapshot_date
        AND worker_fte_at.worker_id = allocations_at.worker_id
    WHERE worker_fte_at.social_worker
)
SELECT person.person_id AS unit_id, person.person_id, person.snapshot_date AS counts_on, 'counted' AS state,
    person.status AS category
FROM open_people_at AS person
LEFT JOIN held ON held.snapshot_date = person.snapshot_date AND held.person_id = person.person_id
WHERE person.place <= 6 AND held.person_id IS NULL
