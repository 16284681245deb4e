/*
id = "cin-durations"
aliases = ["CIN05"]
title = "Children in need by how long they have been open"
area = "Child in need"
kind = "shares"
evaluated = "snapshot"
counts = "episode"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Episodes of children in need open at the end of the period, in the wide sense of ‘children in need per
10,000’, by the time since the referral: three months or less, more than three to six months, more than six
months to less than a year, one to less than two years, two years or more."""
steps = ["cin_episode_at"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
]
coverage = ["ssd_cin_episodes"]
category = "duration"
published = [
  { measure = "lait:CINTime3months", definition = "near", why = "the band to three months, at 31 March" },
  { measure = "lait:CINTime3-6", definition = "near", why = "the band of three to six months, at 31 March" },
  { measure = "lait:CINTime6-1", definition = "near", why = "the band of six to twelve months, at 31 March" },
  { measure = "lait:CINTime1-2", definition = "near", why = "the band of one to two years, at 31 March" },
  { measure = "lait:CINTime2more", definition = "near", why = "the band of two years or more, at 31 March" },
]
disclosive = true
*/
SELECT referral_id AS unit_id, person_id, referral_date AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    CASE
        WHEN CAST(referral_date + CAST(3 || ' months' AS INTERVAL) AS DATE) >= snapshot_date THEN 'to-3-months'
        WHEN CAST(referral_date + CAST(6 || ' months' AS INTERVAL) AS DATE) >= snapshot_date THEN '3-to-6-months'
        WHEN CAST(referral_date + CAST(12 || ' months' AS INTERVAL) AS DATE) > snapshot_date THEN '6-to-12-months'
        WHEN CAST(referral_date + CAST(24 || ' months' AS INTERVAL) AS DATE) > snapshot_date THEN '1-to-2-years'
        ELSE '2-years-or-more'
    END AS category
FROM cin_episode_at
