/*
id = "care_stays"
title = "Stays with one carer in a period of care: stay_id, cla_id, person_id, start_date, end_date (null when open at the data date)"
steps = ["care_stay_placements"]
*/
SELECT stay_id, cla_id, person_id, MIN(from_date) AS start_date,
    -- The last placement's end; days between two placements of a stay belong to it.
    NULLIF(MAX(CASE WHEN to_date = DATE '9999-12-31' THEN ends_on END), DATE '9999-12-31') AS end_date
FROM care_stay_placements
GROUP BY stay_id, cla_id, person_id
