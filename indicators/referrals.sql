/*
id = "referrals"
title = "Referrals"
area = "Front door"
kind = "count"
evaluated = "event"
counts = "referral"
good = "none"
unit = "referrals"
decimals = 0
basis = "children in need census"
definition = """
Referrals to children's social care in the period, by the date of referral. Several of one person on one day are one
referral. A case known from Annex A's list of children in need alone (list 6) is no referral: list 3 has those."""
steps = ["referral_days"]
inputs = ["ssd_cin_episodes.cine_person_id", "ssd_cin_episodes.cine_referral_date"]
coverage = ["ssd_cin_episodes"]
disclosive = true
verdict = true
core = true
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, referral_date AS counts_on, 'counted' AS state
FROM referral_days
