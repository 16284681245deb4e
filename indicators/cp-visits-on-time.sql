/*
id = "cp-visits-on-time"
aliases = ["CPP08"]
title = "Child protection: statutory visits completed on time"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "visit obligation"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children asks that children with a plan are seen regularly; the interval is the council's own standard"
definition = """
Denominator: visits to children with a child protection plan that were resolved in the period, whether met or
missed. Numerator: those met.

A clock runs over each plan of this authority from its start to its end. From the start, and from each day on which
the child was seen, the next visit is due within the interval. It is met by the first visit on or before its due
date, on that visit's day; it is missed on its due date otherwise, and again at every further interval until the
child is seen. A visit that ends a lapse meets nothing: one visit a day late counts 0 of 1. A visit on the first day
of the plan meets the first obligation that day. Where the plan ends on or before the due date with no visit,
nothing is counted.

Visits are matched by person and date, since the plan's id is often blank, and belong to every plan they fall in;
visits at which the child was not seen (N) are no visits. Left out: plans of other authorities; obligations resolved
while the child is in care (the rule for children in care governs) or on or after the 18th birthday."""
parameters = ["cp_visit_interval"]
steps = ["cp_visit_obligations"]
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_plans.cppl_cp_plan_end_date", "ssd_cp_visits.cppv_person_id", "ssd_cp_visits.cppv_cp_visit_date"]
optional = ["ssd_person", "ssd_cla_episodes", "ssd_legal_status"]
coverage = ["ssd_cp_plans"]
done_in = "ssd_cp_visits"
instead = "cp-visits-up-to-date"
disclosive = false
verdict = true
due = "child protection visit"
core = true
*/
SELECT unit_id, person_id, event_date, since, due, done, counts_on,
    CASE WHEN excluded IS NULL THEN state ELSE 'void' END AS state, excluded AS note
FROM cp_visit_obligations
