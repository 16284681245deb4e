/*
id = "contact-sources"
title = "Contacts by source"
area = "Front door"
kind = "shares"
evaluated = "event"
counts = "contact"
good = "none"
unit = "%"
decimals = 1
basis = "local practice; the groups are those of the children in need census"
definition = """
The contacts in the period by the group of the source that made them: individual, schools, education, health,
housing, local-authority, police, legal, other, anonymous, unknown. A blank source, or a code that is on no
list, is unknown and stays in the total."""
steps = ["source_groups"]
inputs = ["ssd_contacts.cont_contact_date", "ssd_contacts.cont_contact_source_code"]
coverage = ["ssd_contacts"]
category = "source"
*/
SELECT contact.cont_contact_id AS unit_id, contact.cont_person_id AS person_id,
    contact.cont_contact_date AS event_date, contact.cont_contact_date AS counts_on, 'counted' AS state,
    COALESCE(source_groups.source_group, 'unknown') AS category
FROM ssd_contacts AS contact
LEFT JOIN source_groups ON source_groups.code = contact.cont_contact_source_code
