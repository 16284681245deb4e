/*
id = "cp-plan-starts"
title = "Child protection plans started"
area = "Child protection"
kind = "count"
evaluated = "event"
counts = "plan start"
good = "none"
unit = "plans"
decimals = 0
basis = "Working Together to Safeguard Children"
definition = """
Child protection plans by the date they began. Plans of other authorities are out. A child can start twice;
each counts."""
steps = ["cp_plan_spans"]
inputs = ["ssd_cp_plans.cppl_person_id", "ssd_cp_plans.cppl_cp_plan_start_date"]
coverage = ["ssd_cp_plans"]
published = [
  { measure = "lait:CPP_Abuse", definition = "different", why = "the year to 31 March, where this is one month" },
  { measure = "csc:cpp_started", definition = "different", why = "the year to 31 March, where this is one month" },
]
disclosive = true
verdict = true
*/
SELECT plan_id AS unit_id, person_id, start_date AS event_date, start_date AS counts_on, 'counted' AS state
FROM cp_plan_spans
