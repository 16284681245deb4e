/*
id = "icpc-on-time"
aliases = ["ICPC01"]
title = "Initial conferences within 15 working days of the section 47 enquiry"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "conference"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children: within 15 working days of the strategy discussion"
definition = """
Denominator: initial child protection conferences held in the period, not on a transfer in, that are linked to a
section 47 enquiry that is in the table. Numerator: those held within 15 working days of the enquiry's start, the start
being day 0. A conference before its enquiry's start is a finding and is left out; one whose enquiry has no start date
counts and is not on time. On the due list: conferences recorded with no date yet, unless the enquiry ended with no
further action or needs no conference."""
parameters = ["icpc_limit"]
inputs = ["ssd_initial_cp_conference.icpc_icpc_date", "ssd_initial_cp_conference.icpc_s47_enquiry_id", "ssd_s47_enquiry.s47e_s47_start_date"]
coverage = ["ssd_initial_cp_conference"]
published = [{ measure = "lait:CP_conf_15days", definition = "same" }]
disclosive = false
verdict = true
due = "initial conference"
core = true
*/
WITH working_days AS (
    SELECT day, working_day_number FROM calendar WHERE is_working_day
),
conferences AS (
    SELECT conference.icpc_icpc_id AS conference_id,
        COALESCE(conference.icpc_person_id, enquiry.s47e_person_id) AS person_id,
        enquiry.s47e_s47_start_date AS start_date, run.data_date,
        CASE WHEN conference.icpc_icpc_date <= run.data_date THEN conference.icpc_icpc_date END AS held,
        COALESCE(enquiry.s47e_s47_nfa, 'N') = 'Y' OR COALESCE(enquiry.s47e_icpc_not_required, 'N') = 'Y' AS not_needed,
        CASE limits.unit
            WHEN 'WD' THEN working_days.day
            WHEN 'months' THEN CAST(
                enquiry.s47e_s47_start_date + CAST(limits.count || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(enquiry.s47e_s47_start_date + CAST(limits.count || ' days' AS INTERVAL) AS DATE)
        END AS due,
        -- Within N working days means WD(start, day) <= N: the weekend after the Nth is still on time.
        CASE limits.unit
            WHEN 'WD' THEN CAST(after_limit.day + CAST('-1 days' AS INTERVAL) AS DATE)
            WHEN 'months' THEN CAST(
                enquiry.s47e_s47_start_date + CAST(limits.count || ' months' AS INTERVAL) AS DATE)
            ELSE CAST(enquiry.s47e_s47_start_date + CAST(limits.count || ' days' AS INTERVAL) AS DATE)
        END AS last_day
    FROM ssd_initial_cp_conference AS conference
    CROSS JOIN run
    JOIN ssd_s47_enquiry AS enquiry ON enquiry.s47e_s47_enquiry_id = conference.icpc_s47_enquiry_id
    LEFT JOIN parameters AS limits
        ON limits.name = 'icpc_limit'
        AND COALESCE(limits.from_date, DATE '1900-01-01') <= enquiry.s47e_s47_start_date
        AND enquiry.s47e_s47_start_date < COALESCE(limits.to_date, DATE '9999-12-31')
    LEFT JOIN calendar ON calendar.day = enquiry.s47e_s47_start_date
    LEFT JOIN working_days ON working_days.working_day_number = calendar.working_day_number + limits.count
    LEFT JOIN working_days AS after_limit
        ON after_limit.working_day_number = calendar.working_day_number + limits.count + 1
    WHERE COALESCE(conference.icpc_icpc_transfer_in, 'N') <> 'Y'
)
SELECT conference_id AS unit_id, person_id, start_date AS event_date, due, held AS done, held AS counts_on,
    CASE
        WHEN held <= last_day THEN 'met'
        WHEN held IS NOT NULL THEN 'missed'
        WHEN last_day < data_date THEN 'overdue'
        ELSE 'pending'
    END AS state
FROM conferences
WHERE (held IS NOT NULL AND (start_date IS NULL OR held >= start_date))
    OR (held IS NULL AND start_date <= data_date AND NOT not_needed)
