/*
id = "referral_days"
title = "Referrals, one a person and day (the last in file order): referral_id, person_id, referral_date, need, source, nfa, close_date, close_reason, team_id, worker_id, last_given (number of referrals in twelve months as the extract gives it)"
optional = ["ssd_cin_episodes"]
*/
SELECT referral_id, person_id, referral_date, need, source, nfa, close_date, close_reason, team_id, worker_id, last_given
FROM (
    SELECT cine_referral_id AS referral_id, cine_person_id AS person_id, cine_referral_date AS referral_date,
        cine_cin_primary_need_code AS need, cine_referral_source_code AS source, cine_referral_nfa AS nfa,
        cine_close_date AS close_date, cine_close_reason AS close_reason, cine_referral_team AS team_id,
        cine_referral_worker_id AS worker_id, cine_referrals_last_12_months AS last_given,
        LAG(cine_person_id) OVER (
            ORDER BY cine_person_id, cine_referral_date, source_delivery DESC, source_file DESC, source_row DESC
        ) AS person_before,
        LAG(cine_referral_date) OVER (
            ORDER BY cine_person_id, cine_referral_date, source_delivery DESC, source_file DESC, source_row DESC
        ) AS date_before
    FROM ssd_cin_episodes
    CROSS JOIN run
    WHERE cine_referral_date <= run.data_date AND COALESCE(cine_not_a_referral, 'N') <> 'Y'
) AS referrals
-- A referral of nobody known is nobody's duplicate.
WHERE person_id IS NULL OR (person_before IS DISTINCT FROM person_id)
    OR (date_before IS DISTINCT FROM referral_date)
