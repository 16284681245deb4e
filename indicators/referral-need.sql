/*
id = "referral-need"
title = "Referrals by primary need"
area = "Front door"
kind = "shares"
evaluated = "event"
counts = "referral"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census: primary need codes N0 to N9"
definition = """
Referrals in the period by primary need, as shares of all of them. None recorded joins N0, not stated. Several referrals of
one person on one day are one, and the last in file order gives its need. The shares sum to 100."""
steps = ["referral_days"]
inputs = ["ssd_cin_episodes.cine_person_id", "ssd_cin_episodes.cine_referral_date", "ssd_cin_episodes.cine_cin_primary_need_code"]
coverage = ["ssd_cin_episodes"]
category = "need"
disclosive = true
core = true
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, referral_date AS counts_on, 'counted' AS state,
    COALESCE(need, 'N0') AS category
FROM referral_days
