/*
id = "section-47-to-conference"
aliases = ["S47_02"]
title = "Section 47 enquiries that led to an initial conference"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "enquiry"
good = "none"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
Of the section 47 enquiries completed in the period, those that led to an initial conference: one linked to
the enquiry has been held, or the enquiry's outcome asks for one. So the month of completion need not wait for
the conference."""
inputs = [
  "ssd_s47_enquiry.s47e_s47_end_date",
  "ssd_initial_cp_conference.icpc_s47_enquiry_id",
  "ssd_initial_cp_conference.icpc_icpc_date",
]
coverage = ["ssd_initial_cp_conference", "ssd_s47_enquiry"]
disclosive = true
verdict = true
*/
WITH held AS (
    SELECT conference.icpc_s47_enquiry_id AS enquiry_id, MIN(conference.icpc_icpc_date) AS icpc_date
    FROM ssd_initial_cp_conference AS conference
    CROSS JOIN run
    WHERE conference.icpc_s47_enquiry_id IS NOT NULL AND conference.icpc_icpc_date <= run.data_date
    GROUP BY conference.icpc_s47_enquiry_id
)
SELECT enquiry.s47e_s47_enquiry_id AS unit_id, enquiry.s47e_person_id AS person_id,
    enquiry.s47e_s47_start_date AS event_date, held.icpc_date AS done,
    enquiry.s47e_s47_end_date AS counts_on,
    CASE
        WHEN held.enquiry_id IS NOT NULL
            OR enquiry.s47e_s47_outcome_json LIKE '%"CP_CONFERENCE_FLAG":"Y"%' THEN 'met'
        ELSE 'missed'
    END AS state
FROM ssd_s47_enquiry AS enquiry
LEFT JOIN held ON held.enquiry_id = enquiry.s47e_s47_enquiry_id
WHERE enquiry.s47e_s47_end_date IS NOT NULL
