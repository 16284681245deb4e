/*
id = "cp_plan_spans"
title = "The authority's own child protection plans that began by the data date: plan_id, person_id, start_date, end_date (null when open at the data date), clock_start (the initial conference, else the start), initial_category, latest_category, previous_plans (as the extract gives it)"
optional = ["ssd_cp_plans", "ssd_initial_cp_conference"]
*/
SELECT plan.cppl_cp_plan_id AS plan_id, plan.cppl_person_id AS person_id,
    plan.cppl_cp_plan_start_date AS start_date,
    CASE WHEN plan.cppl_cp_plan_end_date <= run.data_date THEN plan.cppl_cp_plan_end_date END AS end_date,
    CASE
        WHEN conference.icpc_icpc_date <= run.data_date THEN conference.icpc_icpc_date
        ELSE plan.cppl_cp_plan_start_date
    END AS clock_start,
    plan.cppl_cp_plan_initial_category AS initial_category, plan.cppl_cp_plan_latest_category AS latest_category,
    plan.cppl_number_of_previous_plans AS previous_plans
FROM ssd_cp_plans AS plan
CROSS JOIN run
LEFT JOIN ssd_initial_cp_conference AS conference ON conference.icpc_icpc_id = plan.cppl_icpc_id
WHERE COALESCE(plan.cppl_cp_plan_ola, 'N') <> 'Y'
    AND plan.cppl_person_id IS NOT NULL
    AND plan.cppl_cp_plan_start_date <= run.data_date
