/*
id = "assessments-on-time"
aliases = ["ASM01"]
title = "Single assessments completed within 45 working days"
area = "Assessment"
kind = "proportion"
evaluated = "event"
counts = "assessment"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children: no longer than 45 working days"
definition = """
Denominator: assessments authorised in the period. Numerator: those authorised within 45 working days of their start,
the start being day 0. An assessment with no start date counts and is not on time. Assessments open past the limit are
overdue and count when they are authorised."""
parameters = ["assessment_limit"]
steps = ["assessment_times"]
inputs = ["ssd_cin_assessments.cina_assessment_start_date", "ssd_cin_assessments.cina_assessment_auth_date"]
coverage = ["ssd_cin_assessments"]
published = [{ measure = "lait:Continue_Assess_Comp", definition = "same" }]
disclosive = false
verdict = true
due = "assessment"
core = true
*/
SELECT assessment_id AS unit_id, person_id, start_date AS event_date, due, authorised AS done, authorised AS counts_on,
    state
FROM assessment_times
