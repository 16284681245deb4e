/*
id = "cp_visit_clock"
title = "Events of the clock of visits under a child protection plan: span_id, person_id, end_date, event_date, place (0 start, 1 done), first_interval, repeat_interval (names of parameters)"
steps = ["cp_plan_spans"]
optional = ["ssd_cp_visits"]
*/
SELECT plan_id AS span_id, person_id, end_date, start_date AS event_date, 0 AS place,
    'cp_visit_interval' AS first_interval, 'cp_visit_interval' AS repeat_interval
FROM cp_plan_spans
UNION ALL
SELECT DISTINCT plan.plan_id, plan.person_id, plan.end_date, visit.cppv_cp_visit_date, 1,
    'cp_visit_interval', 'cp_visit_interval'
FROM cp_plan_spans AS plan
CROSS JOIN run
JOIN ssd_cp_visits AS visit ON visit.cppv_person_id = plan.person_id
WHERE COALESCE(visit.cppv_cp_visit_seen, 'Y') <> 'N'
    AND visit.cppv_cp_visit_date >= plan.start_date
    AND visit.cppv_cp_visit_date <= COALESCE(plan.end_date, run.data_date)
