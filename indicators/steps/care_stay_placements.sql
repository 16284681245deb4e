/*
id = "care_stay_placements"
title = "Placements of each stay in order: stay_id (the first placement's id), cla_id, person_id, placement_id, placement_type, from_date, to_date (exclusive: when the stay's next placement begins; 9999-12-31 for its last), ends_on (when the placement ends or is cut; 9999-12-31 when open at the data date)"
steps = ["care_placements_ordered"]
*/
SELECT first_of_stay.placement_id AS stay_id, numbered.cla_id, numbered.person_id, numbered.placement_id,
    numbered.placement_type, numbered.start_date AS from_date,
    CASE WHEN numbered.next_begins = 0 THEN numbered.next_start ELSE DATE '9999-12-31' END AS to_date,
    CASE WHEN numbered.ends_on <= run.data_date THEN numbered.ends_on ELSE DATE '9999-12-31' END AS ends_on
FROM care_placements_ordered AS numbered
CROSS JOIN run
JOIN (SELECT stay_number, placement_id FROM care_placements_ordered WHERE begins = 1) AS first_of_stay
    ON first_of_stay.stay_number = numbered.stay_number
