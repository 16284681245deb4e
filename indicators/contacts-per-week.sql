/*
id = "contacts-per-week"
title = "Contacts per week, with year to date and change on the same days last year"
area = "Front door"
kind = "count"
evaluated = "event"
counts = "contact"
good = "none"
unit = "per week"
decimals = 0
basis = "Working Together to Safeguard Children; what is recorded as a contact is the council's own practice"
definition = """
Contacts received in the period, divided by its weeks (its days over 7, those after the data date left out). Beside a year
to date (from 1 January to the end of the period) stand the same days a year before, and the change: the difference over
the earlier number, in percent."""
inputs = ["ssd_contacts.cont_contact_date"]
coverage = ["ssd_contacts"]
per_week = true
year_before = true
disclosive = false
verdict = true
core = true
*/
SELECT cont_contact_id AS unit_id, cont_person_id AS person_id, cont_contact_date AS event_date,
    cont_contact_date AS counts_on, 'counted' AS state
FROM ssd_contacts
WHERE cont_contact_date IS NOT NULL
