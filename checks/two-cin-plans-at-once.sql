/*
id = "two-cin-plans-at-once"
title = "Two child in need plans of a child at once"
severity = "warning"
table = "ssd_cin_plans"
expected = "a plan that begins on or after the end of the one before"
hint = "End one of the plans, or delete it if it was entered twice: visits are due under both."
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_plans.cinp_cin_plan_end_date",
]
*/
WITH ordered AS (
  SELECT source_delivery, source_file, source_row, cinp_person_id AS person_id, cinp_cin_plan_start_date AS start_date,
    MAX(COALESCE(cinp_cin_plan_end_date, DATE '9999-12-31')) OVER (
      PARTITION BY cinp_person_id ORDER BY cinp_cin_plan_start_date, cinp_cin_plan_end_date, cinp_cin_plan_id, source_delivery, source_file, source_row
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_end
  FROM ssd_cin_plans
  WHERE cinp_person_id IS NOT NULL
    AND cinp_cin_plan_start_date IS NOT NULL
)
SELECT source_delivery, source_file, source_row, 'cinp_cin_plan_start_date' AS column_name,
  CAST(start_date AS VARCHAR)
    || CASE WHEN earlier_end = DATE '9999-12-31' THEN ', one before it is open' ELSE ', one before it ended ' || CAST(earlier_end AS VARCHAR) END AS found,
  person_id
FROM ordered
WHERE start_date < earlier_end
