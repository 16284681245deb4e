/*
id = "early-help-step-up"
aliases = ["EH02"]
title = "Early help closed and stepped up to social care"
area = "Early help"
kind = "proportion"
evaluated = "event"
counts = "early help closing"
good = "none"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
Of the early help episodes that ended in the period, those whose child was referred to social care on the day
of the end or within ten working days after it. An end less than ten working days before the data date with no
referral is not yet decided and does not count."""
steps = ["referral_days"]
inputs = [
  "ssd_early_help_episodes.earl_person_id",
  "ssd_early_help_episodes.earl_episode_end_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
]
coverage = ["ssd_cin_episodes", "ssd_early_help_episodes"]
disclosive = true
verdict = true
*/
WITH ended AS (
    SELECT help.earl_episode_id AS episode_id, help.earl_person_id AS person_id,
        help.earl_episode_end_date AS ended_on, calendar.working_day_number AS day_number
    FROM ssd_early_help_episodes AS help
    JOIN calendar ON calendar.day = help.earl_episode_end_date
),
referred AS (
    SELECT ended.episode_id, MIN(referral.referral_date) AS referral_date
    FROM ended
    JOIN referral_days AS referral
        ON referral.person_id = ended.person_id AND referral.referral_date >= ended.ended_on
    JOIN calendar ON calendar.day = referral.referral_date
    WHERE calendar.working_day_number - ended.day_number <= 10
    GROUP BY ended.episode_id
)
SELECT ended.episode_id AS unit_id, ended.person_id, ended.ended_on AS event_date, referred.referral_date AS done,
    ended.ended_on AS counts_on,
    CASE
        WHEN referred.episode_id IS NOT NULL THEN 'met'
        WHEN today.working_day_number - ended.day_number >= 10 THEN 'missed'
        ELSE 'pending'
    END AS state
FROM ended
CROSS JOIN run
JOIN calendar AS today ON today.day = run.data_date
LEFT JOIN referred ON referred.episode_id = ended.episode_id
