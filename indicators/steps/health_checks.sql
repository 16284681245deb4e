/*
id = "health_checks"
title = "Health checks of children in care that took place, by the data date: person_id, check_date, kind (dental, health). A check with no status took place"
optional = ["ssd_cla_health"]
*/
SELECT health.clah_person_id AS person_id, health.clah_health_check_date AS check_date,
    CASE WHEN LOWER(health.clah_health_check_type) LIKE '%dent%' THEN 'dental' ELSE 'health' END AS kind
FROM ssd_cla_health AS health
CROSS JOIN run
WHERE COALESCE(health.clah_health_check_status, 'Completed') = 'Completed'
    AND health.clah_health_check_date <= run.data_date
    AND (LOWER(health.clah_health_check_type) LIKE '%dent%'
        OR LOWER(health.clah_health_check_type) LIKE '%health%'
        OR LOWER(health.clah_health_check_type) LIKE '%medical%')
