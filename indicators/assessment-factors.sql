/*
id = "assessment-factors"
aliases = ["ASM03"]
title = "Factors found at assessment"
area = "Assessment"
kind = "shares"
evaluated = "event"
counts = "assessment"
good = "none"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Of the assessments authorised in the period with any factor recorded, those with each factor. An assessment
can have several, so the shares sum to more than 100. Code 21 (no factor identified) is an answer and stays in
the total; an assessment with no answer at all is out."""
inputs = [
  "ssd_cin_assessments.cina_assessment_auth_date",
  "ssd_assessment_factors.cinf_assessment_id",
  "ssd_assessment_factors.cinf_assessment_factors_json",
]
coverage = ["ssd_cin_assessments"]
category = "factor"
multiple = true
published = [
  { measure = "csc:assessment_factor", definition = "near", why = "DfE counts episodes of need, by the last assessment of each in the year" },
]
disclosive = true
*/
WITH listed AS (
    SELECT cinf_assessment_id AS assessment_id,
        UNNEST(STRING_TO_ARRAY(
            REPLACE(REPLACE(REPLACE(REPLACE(cinf_assessment_factors_json, '[', ''), ']', ''), '"', ''), ' ', ''), ','
        )) AS factor
    FROM ssd_assessment_factors
    WHERE cinf_assessment_factors_json IS NOT NULL
),
factors AS (
    SELECT DISTINCT assessment.cina_assessment_id AS unit_id, assessment.cina_person_id AS person_id,
        assessment.cina_assessment_auth_date AS authorised, listed.factor
    FROM listed
    JOIN ssd_cin_assessments AS assessment ON assessment.cina_assessment_id = listed.assessment_id
    WHERE listed.factor <> '' AND assessment.cina_assessment_auth_date IS NOT NULL
)
SELECT unit_id, person_id, authorised AS event_date, authorised AS counts_on, 'counted' AS state,
    factor AS category, 'numerator' AS part
FROM factors
UNION ALL
SELECT DISTINCT unit_id, person_id, authorised AS event_date, authorised AS counts_on, 'counted' AS state,
    CAST(NULL AS VARCHAR) AS category, 'denominator' AS part
FROM factors
