/*
id = "closures-since"
title = "Cases closed, by what has followed so far"
area = "Child in need"
kind = "shares"
evaluated = "event"
counts = "closure"
good = "none"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
The closures of the period, each by the first of these that has held between its closing and the data date.
reopened: referred again, and a child in need plan, a child protection plan or a period of care began.
rereferred: referred again, and none of these began. early-help: an early help episode was open on a day after
the closing. none: none of these so far. Later closures have had less time to be followed by anything, so two
periods are compared by what followed within twelve months (closures-followed), not by this."""
steps = ["cin_closures", "referral_days", "cp_plan_spans", "in_care_spans"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
  "ssd_cin_episodes.cine_close_date",
]
optional = [
  "ssd_cin_plans",
  "ssd_cp_plans",
  "ssd_cla_episodes",
  "ssd_legal_status",
  "ssd_person",
  "ssd_early_help_episodes",
]
partial_without = ["ssd_cin_plans", "ssd_cp_plans", "ssd_cla_episodes", "ssd_early_help_episodes"]
coverage = ["ssd_cin_episodes"]
category = "followed-by"
disclosive = true
*/
WITH began AS (
    SELECT person_id, referral_date AS began_on, 1 AS referred, 0 AS opened FROM referral_days
    UNION ALL
    SELECT cinp_person_id, cinp_cin_plan_start_date, 0, 1 FROM ssd_cin_plans
    UNION ALL
    SELECT person_id, start_date, 0, 1 FROM cp_plan_spans
    UNION ALL
    SELECT person_id, from_date, 0, 1 FROM in_care_spans
),
after_closing AS (
    SELECT closures.referral_id, MAX(began.referred) AS referred, MAX(began.opened) AS opened
    FROM cin_closures AS closures
    CROSS JOIN run
    JOIN began
        ON began.person_id = closures.person_id
        AND began.began_on > closures.closed AND began.began_on <= run.data_date
    GROUP BY closures.referral_id
),
helped AS (
    SELECT DISTINCT closures.referral_id
    FROM cin_closures AS closures
    CROSS JOIN run
    JOIN ssd_early_help_episodes AS help ON help.earl_person_id = closures.person_id
    WHERE help.earl_episode_start_date <= run.data_date
        AND (help.earl_episode_end_date IS NULL OR help.earl_episode_end_date > closures.closed)
)
SELECT closures.referral_id AS unit_id, closures.person_id, closures.closed AS event_date,
    closures.closed AS counts_on, 'counted' AS state,
    CASE
        WHEN after_closing.referred = 1 AND after_closing.opened = 1 THEN 'reopened'
        WHEN after_closing.referred = 1 THEN 'rereferred'
        WHEN helped.referral_id IS NOT NULL THEN 'early-help'
        ELSE 'none'
    END AS category
FROM cin_closures AS closures
LEFT JOIN after_closing ON after_closing.referral_id = closures.referral_id
LEFT JOIN helped ON helped.referral_id = closures.referral_id
