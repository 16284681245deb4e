/*
id = "referral-sources"
aliases = ["REF05"]
title = "Referrals by source"
area = "Front door"
kind = "shares"
evaluated = "event"
counts = "referral"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
The referrals in the period by the group of the source that made them: individual, schools, education, health,
housing, local-authority, police, legal, other, anonymous, unknown. A blank source, or a code that is on no
list, is unknown and stays in the total. Two referrals of a child on one day are one, the last in the file."""
steps = ["referral_days", "source_groups"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_referral_source_code",
]
coverage = ["ssd_cin_episodes"]
category = "source"
published = [
  { measure = "lait:RefBySource_Schl_%", definition = "near", why = "the share of schools, for the year to 31 March; education services are a group of their own here" },
  { measure = "lait:RefBySource_Police_%", definition = "same", why = "the share of the police, for the year to 31 March" },
  { measure = "lait:RefBySource_HealthServ_%", definition = "same", why = "the share of health services, for the year to 31 March" },
]
*/
SELECT referral.referral_id AS unit_id, referral.person_id, referral.referral_date AS event_date,
    referral.referral_date AS counts_on, 'counted' AS state,
    COALESCE(source_groups.source_group, 'unknown') AS category
FROM referral_days AS referral
LEFT JOIN source_groups ON source_groups.code = referral.source
