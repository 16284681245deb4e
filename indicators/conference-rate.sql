/*
id = "conference-rate"
aliases = ["ICPC02"]
title = "Initial child protection conferences in twelve months, per 10,000 children"
area = "Child protection"
kind = "rate"
evaluated = "event"
counts = "conference"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "Working Together to Safeguard Children; children in need census"
definition = """
Initial conferences held in the twelve months that end with the period, one a child, transfers in left out,
per 10,000 children aged 0 to 17."""
inputs = ["ssd_initial_cp_conference.icpc_icpc_date"]
coverage = ["ssd_initial_cp_conference"]
rolling = 12
published = [
  { measure = "lait:ISCP_Conf", definition = "near", why = "for the twelve months to 31 March; transfers in are left out here wherever the record marks them" },
]
disclosive = true
*/
SELECT icpc_icpc_id AS unit_id, icpc_person_id AS person_id, icpc_icpc_date AS event_date,
    icpc_icpc_date AS counts_on, 'counted' AS state
FROM ssd_initial_cp_conference
WHERE icpc_icpc_date IS NOT NULL AND COALESCE(icpc_icpc_transfer_in, 'N') <> 'Y'
