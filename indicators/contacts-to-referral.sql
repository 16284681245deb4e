/*
id = "contacts-to-referral"
aliases = ["CON03"]
title = "Contacts that became a referral"
area = "Front door"
kind = "proportion"
evaluated = "event"
counts = "contact"
good = "none"
unit = "%"
decimals = 1
basis = "local practice"
definition = """
Of the contacts in the period that have been decided, those that became a referral. A contact that carries its
outcome became one when its outcome says new referral. A contact without an outcome became one when the child
was referred on the day of the contact or within five working days after it, and did not when five working
days have passed without; until then it is undecided and does not count.
It counts on the date of the contact, so a month can still move in its last week."""
inputs = [
  "ssd_contacts.cont_person_id",
  "ssd_contacts.cont_contact_date",
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_referral_date",
]
coverage = ["ssd_cin_episodes", "ssd_contacts"]
verdict = true
*/
WITH contacts AS (
    SELECT contact.cont_contact_id AS unit_id, contact.cont_person_id AS person_id,
        contact.cont_contact_date AS contact_date, contact.cont_contact_outcome_json AS outcome,
        calendar.working_day_number AS day_number
    FROM ssd_contacts AS contact
    JOIN calendar ON calendar.day = contact.cont_contact_date
),
referred AS (
    SELECT contacts.unit_id, MIN(referral.cine_referral_date) AS referral_date
    FROM contacts
    JOIN ssd_cin_episodes AS referral
        ON referral.cine_person_id = contacts.person_id
        AND referral.cine_referral_date >= contacts.contact_date
    JOIN calendar ON calendar.day = referral.cine_referral_date
    WHERE contacts.outcome IS NULL AND calendar.working_day_number - contacts.day_number <= 5
    GROUP BY contacts.unit_id
)
SELECT contacts.unit_id, contacts.person_id, contacts.contact_date AS event_date,
    referred.referral_date AS done, contacts.contact_date AS counts_on,
    CASE
        WHEN contacts.outcome LIKE '%"NEW_REFERRAL_FLAG":"Y"%' THEN 'met'
        WHEN contacts.outcome IS NOT NULL THEN 'missed'
        WHEN referred.unit_id IS NOT NULL THEN 'met'
        WHEN today.working_day_number - contacts.day_number >= 5 THEN 'missed'
        ELSE 'pending'
    END AS state
FROM contacts
CROSS JOIN run
JOIN calendar AS today ON today.day = run.data_date
LEFT JOIN referred ON referred.unit_id = contacts.unit_id
