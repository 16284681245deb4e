/*
id = "assessments-overdue"
aliases = ["ASM02"]
title = "Single assessments open beyond 45 working days"
area = "Assessment"
kind = "count"
evaluated = "snapshot"
counts = "assessment"
good = "low"
unit = "assessments"
decimals = 0
basis = "Working Together to Safeguard Children"
definition = """
Single assessments that have begun and are not authorised at the end of the period, for which more working
days than the limit (45) have passed since the start. Pauses do not stop the clock."""
parameters = ["assessment_limit"]
inputs = ["ssd_cin_assessments.cina_assessment_start_date", "ssd_cin_assessments.cina_assessment_auth_date"]
coverage = ["ssd_cin_assessments"]
disclosive = true
*/
WITH open_assessments AS (
    SELECT assessment.cina_assessment_id AS unit_id, assessment.cina_person_id AS person_id,
        assessment.cina_assessment_start_date AS start_date, snapshot_dates.snapshot_date,
        started.working_day_number AS start_number, today.working_day_number AS today_number
    FROM ssd_cin_assessments AS assessment
    JOIN snapshot_dates
        ON assessment.cina_assessment_start_date <= snapshot_dates.snapshot_date
        AND (assessment.cina_assessment_auth_date IS NULL
            OR assessment.cina_assessment_auth_date > snapshot_dates.snapshot_date)
    JOIN calendar AS started ON started.day = assessment.cina_assessment_start_date
    JOIN calendar AS today ON today.day = snapshot_dates.snapshot_date
)
SELECT open_assessments.unit_id, open_assessments.person_id, open_assessments.start_date AS event_date,
    open_assessments.snapshot_date AS counts_on, 'counted' AS state
FROM open_assessments
JOIN parameters
    ON parameters.name = 'assessment_limit'
    AND parameters.from_date <= open_assessments.start_date
    AND (parameters.to_date IS NULL OR parameters.to_date > open_assessments.start_date)
WHERE CASE
    WHEN parameters.unit = 'WD'
        THEN open_assessments.today_number - open_assessments.start_number > parameters.count
    WHEN parameters.unit = 'days'
        THEN CAST(open_assessments.start_date + CAST(parameters.count || ' days' AS INTERVAL) AS DATE)
            < open_assessments.snapshot_date
    ELSE CAST(open_assessments.start_date + CAST(parameters.count || ' months' AS INTERVAL) AS DATE)
            < open_assessments.snapshot_date
END
