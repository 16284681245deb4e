/*
id = "conferences"
title = "Initial child protection conferences held"
area = "Child protection"
kind = "count"
evaluated = "event"
counts = "conference"
good = "none"
unit = "conferences"
decimals = 0
basis = "Working Together to Safeguard Children"
definition = """
Initial conferences held, one a child, by the date of the conference. Conferences for children who move in
with a plan of another authority (transfer in) are out."""
inputs = ["ssd_initial_cp_conference.icpc_icpc_date"]
coverage = ["ssd_initial_cp_conference"]
disclosive = true
verdict = true
*/
SELECT icpc_icpc_id AS unit_id, icpc_person_id AS person_id, icpc_icpc_date AS event_date,
    icpc_icpc_date AS counts_on, 'counted' AS state
FROM ssd_initial_cp_conference
WHERE icpc_icpc_date IS NOT NULL AND COALESCE(icpc_icpc_transfer_in, 'N') <> 'Y'
