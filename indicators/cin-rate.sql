/*
id = "cin-rate"
aliases = ["CIN01"]
title = "Children in need per 10,000"
area = "Child in need"
kind = "rate"
evaluated = "snapshot"
counts = "episode"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "Children Act 1989 section 17; children in need census"
definition = """
Episodes of children in need open at the end of the period, per 10,000 children aged 0 to 17, in the census's
wide sense: whoever has an open referral that did not end with no further action, with a child protection
plan, in care, unborn, or over 18 and not yet closed. Two referrals of a child on one day are one episode."""
steps = ["cin_episode_at"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
]
coverage = ["ssd_cin_episodes"]
published = [
  { measure = "lait:CIN", definition = "near", why = "at 31 March; the census also counts care leavers, whose cases may stand in a table of their own" },
  { measure = "csc:cin_rate_derived", definition = "near", why = "at 31 March; the census also counts care leavers, whose cases may stand in a table of their own" },
]
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, snapshot_date AS counts_on, 'counted' AS state
FROM cin_episode_at
