/*
id = "unallocated"
title = "Open children with no allocated worker"
area = "Workforce"
kind = "count"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "children"
decimals = 0
basis = "local: none for children in care and children with a plan"
definition = """
Persons open at the end of the period by case-status as in care, child protection, child in need plan, short breaks, open
assessment or open referral, with no involvement of role CW open that day. By category: their status."""
steps = ["open_people_at", "allocations_at"]
inputs = ["ssd_involvements.invo_professional_id", "ssd_involvements.invo_professional_role_id", "ssd_involvements.invo_person_id", "ssd_cin_episodes.cine_referral_date"]
optional = ["ssd_person", "ssd_cla_episodes", "ssd_legal_status", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
coverage = ["ssd_involvements", "ssd_cin_episodes"]
category = "status"
disclosive = true
*/
SELECT person.person_id AS unit_id, person.person_id, person.snapshot_date AS counts_on, 'counted' AS state,
    person.status AS category
FROM open_people_at AS person
LEFT JOIN (SELECT DISTINCT snapshot_date, person_id FROM allocations_at) AS allocated
    ON allocated.snapshot_date = person.snapshot_date AND allocated.person_id = person.person_id
WHERE person.place <= 6 AND allocated.person_id IS NULL
