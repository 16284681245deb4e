/*
id = "care-leavers-eet"
aliases = ["CL02"]
title = "Care leavers in education, employment or training"
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
those in education, employment or training (activity codes that begin with F or P). One about whom it is not
known stays in the denominator. By category: aged 17 and 18, and 19 to 21. The table keeps only the present
state, so that past months have no number."""
steps = ["care_leavers_now"]
inputs = [
  "ssd_care_leavers.clea_person_id",
  "ssd_care_leavers.clea_care_leaver_eligibility",
  "ssd_person.pers_dob",
  "ssd_care_leavers.clea_care_leaver_activity",
]
coverage = []
past_partial = "care leavers are known only as they are at the data date"
category = "age-group"
published = [
  { measure = "lait:CareLeaverEET", definition = "near", why = "around the birthdays in the year to 31 March, where this is at the data date; 19 to 21 only" },
  { measure = "lait:CareLeaversNEET", definition = "different", why = "the opposite: those not in education, employment or training" },
  { measure = "csc:careleaver_activity_pct", definition = "near", why = "around the birthdays in the year to 31 March, where this is at the data date; compare by age group" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on,
    CASE WHEN activity LIKE 'F%' OR activity LIKE 'P%' THEN 'met' ELSE 'missed' END AS state, age_group AS category
FROM care_leavers_now
