/*
id = "care-leavers-suitable-accommodation"
aliases = ["CL01"]
title = "Care leavers in suitable accommodation"
area = "Care leavers"
kind = "proportion"
evaluated = "snapshot"
counts = "young person"
good = "high"
unit = "%"
decimals = 0
basis = "The Care Leavers (England) Regulations 2010; SSDA903 return"
definition = """
Of the care leavers aged 17 to 21 at the data date (relevant or former relevant; those who died are out),
those in suitable accommodation. One about whom it is not known stays in the denominator. By category: aged 17
and 18, and 19 to 21. The table keeps only the present state, so that past months have no number."""
steps = ["care_leavers_now"]
inputs = [
  "ssd_care_leavers.clea_person_id",
  "ssd_care_leavers.clea_care_leaver_eligibility",
  "ssd_person.pers_dob",
  "ssd_care_leavers.clea_care_leaver_accom_suitable",
]
coverage = []
past_partial = "care leavers are known only as they are at the data date"
category = "age-group"
published = [
  { measure = "lait:CareLeaverAcc", definition = "near", why = "around the birthdays in the year to 31 March, where this is at the data date; 19 to 21 only" },
  { measure = "csc:careleaver_accommodation_pct", breakdown = "17 to 18 years | Accommodation considered suitable", definition = "near", why = "around the birthdays in the year to 31 March, where this is at the data date; compare by age group" },
  { measure = "csc:careleaver_accommodation_pct", breakdown = "19 to 21 years | Accommodation considered suitable", definition = "near", why = "around the birthdays in the year to 31 March, where this is at the data date; compare by age group" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on,
    CASE WHEN suitable = '1' THEN 'met' ELSE 'missed' END AS state, age_group AS category
FROM care_leavers_now
