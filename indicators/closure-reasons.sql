/*
id = "closure-reasons"
title = "Children in need closed by reason"
area = "Child in need"
kind = "shares"
evaluated = "event"
counts = "closure"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Episodes of children in need that closed in the period, by the reason recorded. Referrals closed with no
further action are out; no reason is ‘not-recorded’."""
steps = ["cin_closures"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_close_date",
  "ssd_cin_episodes.cine_close_reason",
]
coverage = ["ssd_cin_episodes"]
category = "reason"
disclosive = true
*/
SELECT referral_id AS unit_id, person_id, closed AS event_date, closed AS counts_on, 'counted' AS state,
    COALESCE(reason, 'not-recorded') AS category
FROM cin_closures AS closures
