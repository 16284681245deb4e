/*
id = "assessments-on-time-first"
title = "Single assessments completed within 45 working days, first assessment of each referral only"
area = "Assessment"
kind = "proportion"
evaluated = "event"
counts = "assessment"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children: no longer than 45 working days; the scope is that of local reports"
definition = """
As assessments-on-time, but only the first assessment of each referral: the earliest to start, authorised or not, and
of those that start together the one whose id comes first as text. An assessment that names no referral belongs to the
person's latest referral on or before its start (of two that day, the last in file order); where there is none it is
left out."""
parameters = ["assessment_limit"]
steps = ["assessment_times", "referral_days"]
inputs = ["ssd_cin_assessments.cina_assessment_start_date", "ssd_cin_assessments.cina_assessment_auth_date"]
optional = ["ssd_cin_episodes"]
coverage = ["ssd_cin_assessments"]
published = [{ measure = "lait:Continue_Assess_Comp", definition = "near", why = "the published measure takes all assessments, not the first of each referral only" }]
disclosive = false
verdict = true
core = true
*/
WITH candidates AS (
    SELECT assessment.assessment_id, referral.referral_id,
        LAG(assessment.assessment_id) OVER (
            ORDER BY assessment.assessment_id, referral.referral_date DESC, referral.referral_id
        ) AS before
    FROM assessment_times AS assessment
    JOIN referral_days AS referral ON referral.person_id = assessment.person_id
    WHERE assessment.referral_id IS NULL AND referral.referral_date <= assessment.start_date
),
latest AS (
    SELECT assessment_id, referral_id FROM candidates WHERE before IS DISTINCT FROM assessment_id
),
referred AS (
    SELECT assessment.assessment_id, assessment.person_id, assessment.start_date, assessment.authorised, assessment.due,
        assessment.state, COALESCE(assessment.referral_id, latest.referral_id) AS referral_id
    FROM assessment_times AS assessment
    LEFT JOIN latest ON latest.assessment_id = assessment.assessment_id
    WHERE assessment.referral_id IS NOT NULL OR latest.referral_id IS NOT NULL
),
placed AS (
    SELECT assessment_id, person_id, start_date, authorised, due, state, referral_id,
        LAG(referral_id) OVER (ORDER BY referral_id, start_date NULLS LAST, assessment_id) AS before
    FROM referred
)
SELECT assessment_id AS unit_id, person_id, start_date AS event_date, due, authorised AS done, authorised AS counts_on,
    state
FROM placed
WHERE before IS DISTINCT FROM referral_id
