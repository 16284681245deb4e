/*
id = "people"
title = "People: person_id, born, eighteenth (18th birthday; 28 February for those born on 29 February; null where the date of birth is unknown), died"
optional = ["ssd_person"]
*/
SELECT person_id, born, CAST(born + CAST('216 months' AS INTERVAL) AS DATE) AS eighteenth, died
FROM (
    SELECT pers_person_id AS person_id, pers_dob AS born, pers_death_date AS died,
        ROW_NUMBER() OVER (
            PARTITION BY pers_person_id ORDER BY source_delivery DESC, source_file DESC, source_row DESC
        ) AS place
    FROM ssd_person
    WHERE pers_person_id IS NOT NULL
) AS people
WHERE place = 1
