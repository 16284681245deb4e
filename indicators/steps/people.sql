/*
id = "people"
title = "People: person_id, born, eighteenth (18th birthday; 28 February for those born on 29 February; null where the date of birth is unknown), died"
optional = ["ssd_person"]
*/
-- One window over the whole table and a look at the row before is far quicker than one partition a person.
SELECT person_id, born, CAST(born + CAST('216 months' AS INTERVAL) AS DATE) AS eighteenth, died
FROM (
    SELECT pers_person_id AS person_id, pers_dob AS born, pers_death_date AS died,
        LAG(pers_person_id) OVER (
            ORDER BY pers_person_id, source_delivery DESC, source_file DESC, source_row DESC
        ) AS before
    FROM ssd_person
    WHERE pers_person_id IS NOT NULL
) AS people
WHERE before IS DISTINCT FROM person_id
