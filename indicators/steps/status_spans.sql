/*
id = "status_spans"
title = "When each person had each status of open cases: place (1 the highest), status, person_id, from_date, to_date (exclusive, 9999-12-31 when open). Care leavers have no dates: from 1900-01-01"
steps = ["people", "legal_spans", "in_care_spans", "cp_plan_spans"]
optional = ["ssd_cla_episodes", "ssd_cin_plans", "ssd_cin_assessments", "ssd_cin_episodes", "ssd_care_leavers", "ssd_early_help_episodes"]
*/
SELECT 1 AS place, 'in-care' AS status, person_id, from_date, to_date FROM in_care_spans
UNION ALL
SELECT 2, 'child-protection', plan.person_id, plan.start_date,
    LEAST(COALESCE(plan.end_date, DATE '9999-12-31'), COALESCE(people.eighteenth, DATE '9999-12-31'))
FROM cp_plan_spans AS plan
LEFT JOIN people ON people.person_id = plan.person_id
UNION ALL
SELECT 3, 'child-in-need-plan', cinp_person_id, cinp_cin_plan_start_date,
    COALESCE(cinp_cin_plan_end_date, DATE '9999-12-31')
FROM ssd_cin_plans
UNION ALL
SELECT 4, 'short-breaks', episode.clae_person_id,
    GREATEST(episode.clae_cla_episode_start_date, legal_spans.from_date),
    LEAST(COALESCE(episode.clae_cla_episode_ceased_date, DATE '9999-12-31'), legal_spans.to_date)
FROM ssd_cla_episodes AS episode
JOIN legal_spans ON legal_spans.person_id = episode.clae_person_id
WHERE legal_spans.legal_status IN ('V3', 'V4')
    AND legal_spans.from_date < COALESCE(episode.clae_cla_episode_ceased_date, DATE '9999-12-31')
    AND episode.clae_cla_episode_start_date < legal_spans.to_date
UNION ALL
SELECT 5, 'open-assessment', cina_person_id, cina_assessment_start_date,
    COALESCE(cina_assessment_auth_date, DATE '9999-12-31')
FROM ssd_cin_assessments
UNION ALL
-- A referral of Annex A's list 3 alone doesn't say whether its case is open; list 6 does.
SELECT 6, 'open-referral', cine_person_id, cine_referral_date, COALESCE(cine_close_date, DATE '9999-12-31')
FROM ssd_cin_episodes
WHERE COALESCE(cine_referral_only, 'N') <> 'Y'
UNION ALL
SELECT 7, 'care-leaver', clea_person_id, DATE '1900-01-01', DATE '9999-12-31'
FROM ssd_care_leavers
WHERE COALESCE(clea_care_leaver_eligibility, 'No Current Eligibility') <> 'No Current Eligibility'
UNION ALL
SELECT 8, 'early-help', earl_person_id, earl_episode_start_date, COALESCE(earl_episode_end_date, DATE '9999-12-31')
FROM ssd_early_help_episodes
