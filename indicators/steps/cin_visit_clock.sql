/*
id = "cin_visit_clock"
title = "Events of the clock of visits under a child in need plan: span_id, person_id, end_date, event_date, place (0 start, 1 done), first_interval, repeat_interval (names of parameters)"
optional = ["ssd_cin_plans", "ssd_cin_visits"]
*/
WITH plans AS (
    SELECT plan.cinp_cin_plan_id AS plan_id, plan.cinp_person_id AS person_id,
        plan.cinp_cin_plan_start_date AS start_date,
        CASE WHEN plan.cinp_cin_plan_end_date <= run.data_date THEN plan.cinp_cin_plan_end_date END AS end_date,
        run.data_date
    FROM ssd_cin_plans AS plan
    CROSS JOIN run
    WHERE plan.cinp_person_id IS NOT NULL AND plan.cinp_cin_plan_start_date <= run.data_date
)
SELECT plan_id AS span_id, person_id, end_date, start_date AS event_date, 0 AS place,
    'cin_visit_interval' AS first_interval, 'cin_visit_interval' AS repeat_interval
FROM plans
UNION ALL
SELECT DISTINCT plans.plan_id, plans.person_id, plans.end_date, visit.cinv_cin_visit_date, 1,
    'cin_visit_interval', 'cin_visit_interval'
FROM plans
JOIN ssd_cin_visits AS visit ON visit.cinv_person_id = plans.person_id
WHERE COALESCE(visit.cinv_cin_visit_seen, 'Y') <> 'N'
    AND visit.cinv_cin_visit_date >= plans.start_date
    AND visit.cinv_cin_visit_date <= COALESCE(plans.end_date, plans.data_date)
