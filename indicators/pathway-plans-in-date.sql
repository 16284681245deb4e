/*
id = "pathway-plans-in-date"
aliases = ["CL04"]
title = "Care leavers whose pathway plan was reviewed in the last six months"
area = "Care leavers"
kind = "proportion"
evaluated = "snapshot"
counts = "young person"
good = "high"
unit = "%"
decimals = 1
basis = "The Care Leavers (England) Regulations 2010, regulation 7"
definition = """
Of the eligible, relevant and former relevant young people in the care leavers table at the data date (those
who died are out), those whose pathway plan began or was last reviewed no more than six months before. One
with no date stays in the denominator. The table keeps only the present state, so that past months have no
number."""
inputs = [
  "ssd_care_leavers.clea_person_id",
  "ssd_care_leavers.clea_care_leaver_eligibility",
  "ssd_care_leavers.clea_pathway_plan_review_date",
]
coverage = []
past_partial = "care leavers are known only as they are at the data date"
disclosive = true
*/
SELECT leaver.clea_person_id AS unit_id, leaver.clea_person_id AS person_id,
    MAX(leaver.clea_pathway_plan_review_date) AS done, snapshot_dates.snapshot_date AS counts_on,
    CASE
        WHEN CAST(MAX(leaver.clea_pathway_plan_review_date) + CAST('6 months' AS INTERVAL) AS DATE)
            >= snapshot_dates.snapshot_date THEN 'met'
        ELSE 'missed'
    END AS state
FROM ssd_care_leavers AS leaver
CROSS JOIN run
JOIN snapshot_dates ON snapshot_dates.snapshot_date = run.data_date
WHERE leaver.clea_care_leaver_eligibility IN ('Eligible', 'Relevant', 'Former Relevant')
    AND COALESCE(leaver.clea_care_leaver_in_touch, '') <> 'DIED'
GROUP BY leaver.clea_person_id, snapshot_dates.snapshot_date
