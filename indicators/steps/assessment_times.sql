/*
id = "assessment_times"
title = "Assessments against their limit: assessment_id, person_id, referral_id (as recorded), start_date, authorised (null when open at the data date), due, state (met, missed, pending, overdue)"
parameters = ["assessment_limit"]
optional = ["ssd_cin_assessments"]
*/
WITH working_days AS (
    SELECT day, working_day_number FROM calendar WHERE is_working_day
),
assessments AS (
    SELECT assessment.cina_assessment_id AS assessment_id, assessment.cina_person_id AS person_id,
        assessment.cina_referral_id AS referral_id, assessment.cina_assessment_start_date AS start_date,
        CASE WHEN assessment.cina_assessment_auth_date <= run.data_date THEN assessment.cina_assessment_auth_date END
            AS authorised,
        run.data_date,
        CASE limits.unit
            WHEN 'WD' THEN working_days.day
            WHEN 'months' THEN CAST(
                assessment.cina_assessment_start_date + CAST(limits.count || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(assessment.cina_assessment_start_date + CAST(limits.count || ' days' AS INTERVAL) AS DATE)
        END AS due,
        -- Within N working days means WD(start, day) <= N: the weekend after the Nth is still on time.
        CASE limits.unit
            WHEN 'WD' THEN CAST(after_limit.day + CAST('-1 days' AS INTERVAL) AS DATE)
            WHEN 'months' THEN CAST(
                assessment.cina_assessment_start_date + CAST(limits.count || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(assessment.cina_assessment_start_date + CAST(limits.count || ' days' AS INTERVAL) AS DATE)
        END AS last_day
    FROM ssd_cin_assessments AS assessment
    CROSS JOIN run
    LEFT JOIN parameters AS limits
        ON limits.name = 'assessment_limit'
        AND COALESCE(limits.from_date, DATE '1900-01-01') <= assessment.cina_assessment_start_date
        AND assessment.cina_assessment_start_date < COALESCE(limits.to_date, DATE '9999-12-31')
    LEFT JOIN calendar ON calendar.day = assessment.cina_assessment_start_date
    LEFT JOIN working_days ON working_days.working_day_number = calendar.working_day_number + limits.count
    LEFT JOIN working_days AS after_limit
        ON after_limit.working_day_number = calendar.working_day_number + limits.count + 1
    WHERE assessment.cina_assessment_start_date <= run.data_date
        OR (assessment.cina_assessment_start_date IS NULL AND assessment.cina_assessment_auth_date <= run.data_date)
)
SELECT assessment_id, person_id, referral_id, start_date, authorised, due,
    CASE
        WHEN authorised <= last_day THEN 'met'
        WHEN authorised IS NOT NULL THEN 'missed'
        WHEN last_day < data_date THEN 'overdue'
        ELSE 'pending'
    END AS state
FROM assessments
