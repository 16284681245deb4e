/*
id = "closures-rereferred"
title = "Children in need referred again within twelve months of closing"
area = "Child in need"
kind = "proportion"
evaluated = "event"
counts = "closure"
good = "low"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
Of the closures whose twelve months of follow-up end in the period, those after which the child was referred
again, from the day after the closing to twelve months after it. So the figure for July 2023 is about children
who closed in July 2022: everyone counted has had the whole time to come back. A closing counts by team only
where the child still has a worker."""
steps = ["cin_closures", "referral_days"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
]
coverage = ["ssd_cin_episodes"]
lookback = "12 months"
disclosive = true
verdict = true
*/
WITH returned AS (
    SELECT closures.referral_id, MIN(referral.referral_date) AS referral_date
    FROM cin_closures AS closures
    JOIN referral_days AS referral
        ON referral.person_id = closures.person_id
        AND referral.referral_date > closures.closed AND referral.referral_date <= closures.followed_to
    GROUP BY closures.referral_id
)
SELECT closures.referral_id AS unit_id, closures.person_id, closures.closed AS event_date,
    returned.referral_date AS done, closures.followed_to AS counts_on,
    CASE
        WHEN closures.followed_to > run.data_date THEN 'pending'
        WHEN returned.referral_id IS NOT NULL THEN 'met'
        ELSE 'missed'
    END AS state
FROM cin_closures AS closures
CROSS JOIN run
LEFT JOIN returned ON returned.referral_id = closures.referral_id
