/*
id = "referrals-nfa"
aliases = ["REF03"]
title = "Referrals with no further action"
area = "Front door"
kind = "proportion"
evaluated = "event"
counts = "referral"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Of the referrals in the period, those whose outcome was no further action. A blank outcome counts as further
action. Two referrals of a child on one day are one, the last in the file."""
steps = ["referral_days"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_referral_nfa",
]
coverage = ["ssd_cin_episodes"]
published = [
  { measure = "lait:CIN_Refferals_NFA", definition = "same", why = "for the year to 31 March" },
  { measure = "csc:referral_nfa_pct", definition = "same", why = "for the year to 31 March" },
]
verdict = true
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, referral_date AS counts_on,
    CASE WHEN nfa = 'Y' THEN 'met' ELSE 'missed' END AS state
FROM referral_days
