/*
id = "rereferrals"
aliases = ["REF02"]
title = "Referrals within 12 months of an earlier one"
area = "Front door"
kind = "proportion"
evaluated = "event"
counts = "referral"
good = "low"
unit = "%"
decimals = 1
basis = "children in need census"
definition = """
Denominator: referrals in the period, several of one person on one day counting once. Numerator: those whose person has
an earlier referral, on a day before, after which no more than 12 months had passed. The window is that in force on the
date of the later referral."""
parameters = ["rereferral_window"]
steps = ["referral_days"]
inputs = ["ssd_cin_episodes.cine_person_id", "ssd_cin_episodes.cine_referral_date"]
coverage = ["ssd_cin_episodes"]
lookback = "12 months"
published = [{ measure = "lait:ReReferral", definition = "same" }, { measure = "csc:rereferral_pct", definition = "same" }]
disclosive = false
verdict = true
core = true
*/
WITH ordered AS (
    SELECT referral_id, person_id, referral_date,
        CASE
            WHEN LAG(person_id) OVER (ORDER BY person_id, referral_date, referral_id) = person_id
                THEN LAG(referral_date) OVER (ORDER BY person_id, referral_date, referral_id)
        END AS earlier
    FROM referral_days
),
working_days AS (
    SELECT day, working_day_number FROM calendar WHERE is_working_day
)
SELECT ordered.referral_id AS unit_id, ordered.person_id, ordered.earlier AS event_date,
    ordered.referral_date AS counts_on,
    CASE
        WHEN ordered.earlier IS NULL THEN 'missed'
        WHEN ordered.referral_date <= CASE windows.unit
            WHEN 'months' THEN CAST(ordered.earlier + CAST(windows.count || ' months' AS INTERVAL) AS DATE)
            WHEN 'WD' THEN working_days.day
            ELSE CAST(ordered.earlier + CAST(windows.count || ' days' AS INTERVAL) AS DATE)
        END THEN 'met'
        ELSE 'missed'
    END AS state
FROM ordered
JOIN parameters AS windows
    ON windows.name = 'rereferral_window'
    AND COALESCE(windows.from_date, DATE '1900-01-01') <= ordered.referral_date
    AND ordered.referral_date < COALESCE(windows.to_date, DATE '9999-12-31')
LEFT JOIN calendar ON calendar.day = ordered.earlier
LEFT JOIN working_days ON working_days.working_day_number = calendar.working_day_number + windows.count
