/*
id = "cp_plan_at"
title = "Who had a child protection plan of this authority on each snapshot date, under 18 or unborn: snapshot_date, person_id"
steps = ["cp_plan_spans", "people"]
*/
SELECT DISTINCT snapshot_dates.snapshot_date, plan.person_id
FROM cp_plan_spans AS plan
LEFT JOIN people ON people.person_id = plan.person_id
JOIN snapshot_dates
    ON plan.start_date <= snapshot_dates.snapshot_date
    AND (plan.end_date IS NULL OR snapshot_dates.snapshot_date < plan.end_date)
WHERE people.eighteenth IS NULL OR snapshot_dates.snapshot_date < people.eighteenth
