/*
id = "referrals-not-in-need"
aliases = ["REF04"]
title = "Referrals assessed as not in need"
area = "Front door"
kind = "proportion"
evaluated = "event"
counts = "referral"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Of the referrals in the period, those closed after assessment with no further action (closing reason RC8, or
RC9 with a referral to early help). It counts in the month of the referral, so that the newest months rise as
assessments end."""
steps = ["referral_days"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
  "ssd_cin_episodes.cine_close_reason",
]
coverage = ["ssd_cin_episodes"]
published = [
  { measure = "lait:Referrals_AssessedNotNeed", definition = "near", why = "for the year to 31 March; RC9 is newer than most published years" },
  { measure = "csc:referral_assessed_not_in_need_pct", definition = "near", why = "for the year to 31 March; RC9 is newer than most published years" },
]
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, close_date AS done,
    referral_date AS counts_on,
    CASE WHEN close_reason IN ('RC8', 'RC9') AND close_date <= run.data_date THEN 'met' ELSE 'missed' END AS state
FROM referral_days
CROSS JOIN run
