/*
id = "cp_plan_held_at"
title = "Who had a child protection plan of the authority on each snapshot date, under 18 (date of birth unknown: in): snapshot_date, person_id, start_date (of the earliest open plan), category (latest, else initial, of the plan that began last; null where not recorded)"
steps = ["cp_plan_spans", "people"]
*/
WITH open_plans AS (
    SELECT snapshot_dates.snapshot_date, plan.person_id,
        MIN(plan.start_date) OVER (PARTITION BY snapshot_dates.snapshot_date, plan.person_id) AS start_date,
        COALESCE(plan.latest_category, plan.initial_category) AS category,
        ROW_NUMBER() OVER (
            PARTITION BY snapshot_dates.snapshot_date, plan.person_id
            ORDER BY plan.start_date DESC, plan.plan_id DESC
        ) AS place
    FROM cp_plan_spans AS plan
    JOIN snapshot_dates
        ON plan.start_date <= snapshot_dates.snapshot_date
        AND (plan.end_date IS NULL OR plan.end_date > snapshot_dates.snapshot_date)
    LEFT JOIN people ON people.person_id = plan.person_id
    WHERE people.eighteenth IS NULL OR people.eighteenth > snapshot_dates.snapshot_date
)
SELECT snapshot_date, person_id, start_date, category
FROM open_plans
WHERE place = 1
