/*
id = "cin_episode_at"
title = "Episodes of children in need open on each snapshot date, one a person and referral date: snapshot_date, referral_id, person_id, referral_date. Referrals with no further action, and those of which only the referral is known, are out"
optional = ["ssd_cin_episodes"]
*/
SELECT snapshot_date, referral_id, person_id, referral_date
FROM (
    SELECT snapshot_dates.snapshot_date, episode.cine_referral_id AS referral_id, episode.cine_person_id AS person_id,
        episode.cine_referral_date AS referral_date,
        ROW_NUMBER() OVER (
            PARTITION BY snapshot_dates.snapshot_date, episode.cine_person_id, episode.cine_referral_date
            ORDER BY episode.source_delivery DESC, episode.source_file DESC, episode.source_row DESC
        ) AS place
    FROM ssd_cin_episodes AS episode
    JOIN snapshot_dates
        ON episode.cine_referral_date <= snapshot_dates.snapshot_date
        AND (episode.cine_close_date IS NULL OR episode.cine_close_date > snapshot_dates.snapshot_date)
    WHERE episode.cine_person_id IS NOT NULL
        AND COALESCE(episode.cine_referral_nfa, 'N') <> 'Y'
        AND COALESCE(episode.cine_referral_only, 'N') <> 'Y'
) AS episodes
WHERE place = 1
