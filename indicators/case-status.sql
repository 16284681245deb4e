/*
id = "case-status"
title = "Open children by highest status"
area = "Case status"
kind = "shares"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "%"
decimals = 1
basis = "local: the order in which a child's case is counted once"
definition = """
Every person open at the end of the period, once, by the first of these that holds that day: in care (as in cic-rate);
child protection (as in cp-rate); a child in need plan open; short breaks (an episode of care open under V3 or V4, at any
age); an assessment open; a referral open; care leaver (an eligibility recorded other than No Current Eligibility; the
table has no dates, so that a past month is partial); an early help episode open. Shares of all of them."""
steps = ["open_people_at"]
inputs = ["ssd_cin_episodes.cine_referral_date", "ssd_cin_episodes.cine_close_date"]
optional = ["ssd_person", "ssd_cla_episodes", "ssd_legal_status", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
partial_without = ["ssd_cla_episodes", "ssd_legal_status", "ssd_cp_plans", "ssd_cin_plans", "ssd_cin_assessments", "ssd_care_leavers", "ssd_early_help_episodes"]
coverage = ["ssd_cin_episodes"]
past_partial = "care leavers have no dates"
category = "status"
disclosive = true
core = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on, 'counted' AS state, status AS category
FROM open_people_at
