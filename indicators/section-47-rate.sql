/*
id = "section-47-rate"
aliases = ["S47_01"]
title = "Section 47 enquiries started in twelve months, per 10,000 children"
area = "Child protection"
kind = "rate"
evaluated = "event"
counts = "enquiry"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "Children Act 1989 section 47; Working Together to Safeguard Children"
definition = """
Section 47 enquiries started in the twelve months that end with the period, per 10,000 children aged 0 to 17.
A child can have several; each counts."""
inputs = ["ssd_s47_enquiry.s47e_s47_start_date"]
coverage = ["ssd_s47_enquiry"]
rolling = 12
published = [
  { measure = "lait:Section_47", definition = "same", why = "for the twelve months to 31 March" },
]
disclosive = true
*/
SELECT s47e_s47_enquiry_id AS unit_id, s47e_person_id AS person_id, s47e_s47_start_date AS event_date,
    s47e_s47_start_date AS counts_on, 'counted' AS state
FROM ssd_s47_enquiry
