/*
id = "cin_episode_at"
title = "Episodes of children in need open on each snapshot date, one a person and referral date: snapshot_date, referral_id, person_id, referral_date. Referrals with no further action, and those of which only the referral is known, are out"
optional = ["ssd_cin_episodes"]
*/
WITH episodes AS (
    SELECT cine_referral_id AS referral_id, cine_person_id AS person_id, cine_referral_date AS referral_date,
        COALESCE(cine_close_date, DATE '9999-12-31') AS closed,
        ROW_NUMBER() OVER (
            PARTITION BY cine_person_id, cine_referral_date
            ORDER BY source_delivery DESC, source_file DESC, source_row DESC
        ) AS place
    FROM ssd_cin_episodes
    WHERE cine_person_id IS NOT NULL
        AND COALESCE(cine_referral_nfa, 'N') <> 'Y'
        AND COALESCE(cine_referral_only, 'N') <> 'Y'
)
SELECT snapshot_dates.snapshot_date, episodes.referral_id, episodes.person_id, episodes.referral_date
FROM episodes
JOIN snapshot_dates
    ON episodes.referral_date <= snapshot_dates.snapshot_date
    AND snapshot_dates.snapshot_date < episodes.closed
WHERE episodes.place = 1
