/*
id = "closures"
title = "Children in need closed"
area = "Child in need"
kind = "count"
evaluated = "event"
counts = "closure"
good = "none"
unit = "closures"
decimals = 0
basis = "children in need census"
definition = """
Episodes of children in need by the date they closed. Referrals closed with no further action were never open
and are out."""
steps = ["cin_closures"]
inputs = ["ssd_cin_episodes.cine_person_id", "ssd_cin_episodes.cine_close_date"]
coverage = ["ssd_cin_episodes"]
disclosive = true
verdict = true
*/
SELECT referral_id AS unit_id, person_id, closed AS event_date, closed AS counts_on, 'counted' AS state
FROM cin_closures AS closures
