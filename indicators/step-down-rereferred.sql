/*
id = "step-down-rereferred"
aliases = ["EH03"]
title = "Children stepped down to early help and referred again within twelve months"
area = "Early help"
kind = "proportion"
evaluated = "event"
counts = "step-down"
good = "low"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
A step-down is a closing of a child in need with closing reason RC9 (referred to early help), or with an early
help episode of the child that began no more than 28 days before or after the closing. Of the step-downs whose
twelve months of follow-up end in the period, those after which the child was referred again, from the day
after the closing to twelve months after it. Everyone counted has had the whole time to come back."""
steps = ["cin_closures", "referral_days"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
  "ssd_early_help_episodes.earl_person_id",
  "ssd_early_help_episodes.earl_episode_start_date",
]
coverage = ["ssd_cin_episodes", "ssd_early_help_episodes"]
lookback = "12 months"
disclosive = true
verdict = true
*/
WITH stepped_down AS (
    SELECT referral_id, person_id, closed, followed_to FROM cin_closures AS closures WHERE reason = 'RC9'
    UNION
    SELECT closures.referral_id, closures.person_id, closures.closed, closures.followed_to
    FROM cin_closures AS closures
    JOIN ssd_early_help_episodes AS help ON help.earl_person_id = closures.person_id
    WHERE help.earl_episode_start_date <= CAST(closures.closed + CAST(28 || ' days' AS INTERVAL) AS DATE)
        AND CAST(help.earl_episode_start_date + CAST(28 || ' days' AS INTERVAL) AS DATE) >= closures.closed
),
returned AS (
    SELECT stepped_down.referral_id, MIN(referral.referral_date) AS referral_date
    FROM stepped_down
    JOIN referral_days AS referral
        ON referral.person_id = stepped_down.person_id
        AND referral.referral_date > stepped_down.closed AND referral.referral_date <= stepped_down.followed_to
    GROUP BY stepped_down.referral_id
)
SELECT stepped_down.referral_id AS unit_id, stepped_down.person_id, stepped_down.closed AS event_date,
    returned.referral_date AS done, stepped_down.followed_to AS counts_on,
    CASE
        WHEN stepped_down.followed_to > run.data_date THEN 'pending'
        WHEN returned.referral_id IS NOT NULL THEN 'met'
        ELSE 'missed'
    END AS state
FROM stepped_down
CROSS JOIN run
LEFT JOIN returned ON returned.referral_id = stepped_down.referral_id
