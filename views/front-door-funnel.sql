/*
id = "front-door-funnel"
title = "How far each contact went: referral, assessment, enquiry, initial conference, plan, with the day of each"
steps = ["referral_days"]
[columns]
contact_id = "the contact"
person_id = "the child"
contact_date = "the day on which it was received"
referral_date = "the child's first referral on that day or within five working days after it"
assessment_date = "the start of the first assessment of that referral"
enquiry_date = "the start of the first section 47 enquiry of that referral: the day of the strategy discussion"
conference_date = "the first initial child protection conference held on an enquiry of that referral"
plan_date = "the start of the first child protection plan that such a conference decided on"
*/
WITH contacts AS (
    SELECT contact.cont_contact_id AS contact_id, contact.cont_person_id AS person_id,
        contact.cont_contact_date AS contact_date, calendar.working_day_number AS day_number
    FROM ssd_contacts AS contact
    CROSS JOIN run
    JOIN calendar ON calendar.day = contact.cont_contact_date
    WHERE contact.cont_contact_date <= run.data_date
),
referred AS (
    SELECT contacts.contact_id, MIN(referral.referral_date) AS referral_date
    FROM contacts
    JOIN referral_days AS referral
        ON referral.person_id = contacts.person_id AND referral.referral_date >= contacts.contact_date
    JOIN calendar ON calendar.day = referral.referral_date
    WHERE calendar.working_day_number - contacts.day_number <= 5
    GROUP BY contacts.contact_id
),
assessed AS (
    SELECT cina_referral_id AS referral_id, MIN(cina_assessment_start_date) AS assessment_date
    FROM ssd_cin_assessments
    CROSS JOIN run
    WHERE cina_assessment_start_date <= run.data_date
    GROUP BY cina_referral_id
),
enquired AS (
    SELECT s47e_referral_id AS referral_id, MIN(s47e_s47_start_date) AS enquiry_date
    FROM ssd_s47_enquiry
    CROSS JOIN run
    WHERE s47e_s47_start_date <= run.data_date
    GROUP BY s47e_referral_id
),
conferences AS (
    SELECT enquiry.s47e_referral_id AS referral_id, MIN(conference.icpc_icpc_date) AS conference_date
    FROM ssd_initial_cp_conference AS conference
    CROSS JOIN run
    JOIN ssd_s47_enquiry AS enquiry ON enquiry.s47e_s47_enquiry_id = conference.icpc_s47_enquiry_id
    WHERE conference.icpc_icpc_date <= run.data_date
    GROUP BY enquiry.s47e_referral_id
),
planned AS (
    SELECT enquiry.s47e_referral_id AS referral_id, MIN(plan.cppl_cp_plan_start_date) AS plan_date
    FROM ssd_cp_plans AS plan
    CROSS JOIN run
    JOIN ssd_initial_cp_conference AS conference ON conference.icpc_icpc_id = plan.cppl_icpc_id
    JOIN ssd_s47_enquiry AS enquiry ON enquiry.s47e_s47_enquiry_id = conference.icpc_s47_enquiry_id
    WHERE plan.cppl_cp_plan_start_date <= run.data_date
        AND COALESCE(plan.cppl_cp_plan_ola, 'N') <> 'Y'
    GROUP BY enquiry.s47e_referral_id
)
SELECT contacts.contact_id, contacts.person_id, contacts.contact_date, referred.referral_date,
    assessed.assessment_date, enquired.enquiry_date, conferences.conference_date, planned.plan_date
FROM contacts
LEFT JOIN referred ON referred.contact_id = contacts.contact_id
LEFT JOIN referral_days AS referral
    ON referral.person_id = contacts.person_id AND referral.referral_date = referred.referral_date
LEFT JOIN assessed ON assessed.referral_id = referral.referral_id
LEFT JOIN enquired ON enquired.referral_id = referral.referral_id
LEFT JOIN conferences ON conferences.referral_id = referral.referral_id
LEFT JOIN planned ON planned.referral_id = referral.referral_id
ORDER BY contacts.contact_date, contacts.contact_id
