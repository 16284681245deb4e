/*
id = "contacts"
aliases = ["CON01"]
title = "Contacts received"
area = "Front door"
kind = "count"
evaluated = "event"
counts = "contact"
good = "none"
unit = "contacts"
decimals = 0
basis = "Working Together to Safeguard Children; what is recorded as a contact is the council's own practice"
definition = """
Contacts received in the period, one a child: rows of the contacts table by their date. A contact is not a referral: most
contacts need no action by children's social care. Beside a year to date stand the same days a year before, and the
change on them."""
inputs = ["ssd_contacts.cont_contact_date"]
coverage = ["ssd_contacts"]
year_before = true
disclosive = false
verdict = true
core = true
*/
SELECT cont_contact_id AS unit_id, cont_person_id AS person_id, cont_contact_date AS event_date,
    cont_contact_date AS counts_on, 'counted' AS state
FROM ssd_contacts
WHERE cont_contact_date IS NOT NULL
