/*
id = "care_leavers_now"
title = "Care leavers as the table has them at the data date, aged 17 to 21, relevant or former relevant, those who died left out: snapshot_date (the data date), person_id, age_group (17-18, 19-21), in_touch, suitable, activity"
steps = ["people"]
optional = ["ssd_care_leavers"]
*/
SELECT snapshot_dates.snapshot_date, leaver.clea_person_id AS person_id,
    CASE
        WHEN CAST(people.born + CAST('228 months' AS INTERVAL) AS DATE) > snapshot_dates.snapshot_date THEN '17-18'
        ELSE '19-21'
    END AS age_group,
    leaver.clea_care_leaver_in_touch AS in_touch, leaver.clea_care_leaver_accom_suitable AS suitable,
    leaver.clea_care_leaver_activity AS activity
FROM ssd_care_leavers AS leaver
CROSS JOIN run
JOIN snapshot_dates ON snapshot_dates.snapshot_date = run.data_date
JOIN people ON people.person_id = leaver.clea_person_id
WHERE leaver.clea_care_leaver_eligibility IN ('Relevant', 'Former Relevant')
    AND COALESCE(leaver.clea_care_leaver_in_touch, '') <> 'DIED'
    AND CAST(people.born + CAST('204 months' AS INTERVAL) AS DATE) <= snapshot_dates.snapshot_date
    AND CAST(people.born + CAST('264 months' AS INTERVAL) AS DATE) > snapshot_dates.snapshot_date
