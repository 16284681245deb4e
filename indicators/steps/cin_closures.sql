/*
id = "cin_closures"
title = "Episodes of children in need that closed by the data date, those of no further action left out, one a person and day of closing: referral_id, person_id, closed, followed_to (12 months on), reason"
optional = ["ssd_cin_episodes"]
*/
SELECT referral_id, person_id, closed, CAST(closed + CAST(12 || ' months' AS INTERVAL) AS DATE) AS followed_to, reason
FROM (
    SELECT cine_referral_id AS referral_id, cine_person_id AS person_id, cine_close_date AS closed,
        cine_close_reason AS reason,
        ROW_NUMBER() OVER (
            PARTITION BY cine_person_id, cine_close_date
            ORDER BY source_delivery DESC, source_file DESC, source_row DESC
        ) AS place
    FROM ssd_cin_episodes
    CROSS JOIN run
    WHERE cine_person_id IS NOT NULL AND cine_close_date <= run.data_date
        AND COALESCE(cine_referral_nfa, 'N') <> 'Y'
) AS episodes
WHERE place = 1
