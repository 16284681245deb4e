/*
id = "referral-rate"
aliases = ["REF01"]
title = "Referrals in twelve months, per 10,000 children"
area = "Front door"
kind = "rate"
evaluated = "event"
counts = "referral"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "children in need census"
definition = """
Referrals in the twelve months that end with the period, per 10,000 children aged 0 to 17. Two referrals of a
child on one day are one."""
steps = ["referral_days"]
inputs = ["ssd_cin_episodes.cine_person_id", "ssd_cin_episodes.cine_referral_date"]
coverage = ["ssd_cin_episodes"]
rolling = 12
published = [
  { measure = "lait:CPP_Total_Rateper10,000", definition = "same", why = "for the twelve months to 31 March" },
]
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, referral_date AS counts_on, 'counted' AS state
FROM referral_days
