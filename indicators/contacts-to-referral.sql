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
    SELECT cont_contact_id AS unit_id, cont_person_id AS person_id, cont_contact_date AS contact_date,
        CASE
            WHEN cont_contact_outcome_json LIKE '%"NEW_REFERRAL_FLAG":"Y"%' THEN 'met'
            WHEN cont_contact_outcome_json IS NOT NULL THEN 'missed'
        END AS outcome
    FROM ssd_contacts
),
undecided AS (
    SELECT contacts.unit_id, contacts.person_id, contacts.contact_date, calendar.working_day_number AS day_number
    FROM contacts
    JOIN calendar ON calendar.day = contacts.contact_date
    WHERE contacts.outcome IS NULL
),
referred AS (
    SELECT undecided.unit_id, MIN(referral.cine_referral_date) AS referral_date
    FROM undecided
    JOIN ssd_cin_episodes AS referral
        ON referral.cine_person_id = undecided.person_id
        AND referral.cine_referral_date >= undecided.contact_date
    JOIN calendar ON calendar.day = referral.cine_referral_date
    WHERE calendar.working_day_number - undecided.day_number <= 5
    GROUP BY undecided.unit_id
),
decided AS (
    SELECT undecided.unit_id, referred.referral_date,
        CASE
            WHEN referred.unit_id IS NOT NULL THEN 'met'
            WHEN today.working_day_number - undecided.day_number >= 5 THEN 'missed'
            ELSE 'pending'
        END AS outcome
    FROM undecided
    CROSS JOIN run
    JOIN calendar AS today ON today.day = run.data_date
    LEFT JOIN referred ON referred.unit_id = undecided.unit_id
)
SELECT contacts.unit_id, contacts.person_id, contacts.contact_date AS event_date,
    decided.referral_date AS done, contacts.contact_date AS counts_on,
    COALESCE(contacts.outcome, decided.outcome) AS state
FROM contacts
LEFT JOIN decided ON decided.unit_id = contacts.unit_id
WHERE contacts.contact_date IS NOT NULL
