/*
id = "section-47-started"
title = "Section 47 enquiries started"
area = "Child protection"
kind = "count"
evaluated = "event"
counts = "enquiry"
good = "none"
unit = "enquiries"
decimals = 0
basis = "Children Act 1989 section 47; Working Together to Safeguard Children"
definition = """
Section 47 enquiries of a child by the date of the strategy discussion that started them. A child can have
several; each counts."""
inputs = ["ssd_s47_enquiry.s47e_s47_start_date"]
coverage = ["ssd_s47_enquiry"]
disclosive = true
verdict = true
*/
SELECT s47e_s47_enquiry_id AS unit_id, s47e_person_id AS person_id, s47e_s47_start_date AS event_date,
    s47e_s47_start_date AS counts_on, 'counted' AS state
FROM ssd_s47_enquiry
