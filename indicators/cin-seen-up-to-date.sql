/*
id = "cin-seen-up-to-date"
title = "Child in need: children seen within the visiting interval, as recorded"
area = "Child in need"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "local standard; Ofsted's Annex A, list 6"
definition = """
Denominator: children whose case status in the extract is child in need plan at the data date. Numerator:
those whose recorded date of last being seen lies no further back than the interval for child in need visits.
One with no such date stays in the denominator. This form needs only what Annex A carries, and holds at the
data date alone."""
parameters = ["cin_visit_interval"]
inputs = [
  "ssd_cin_episodes.cine_person_id",
  "ssd_cin_episodes.cine_case_status",
  "ssd_cin_episodes.cine_last_seen_date",
]
coverage = ["ssd_cin_episodes"]
past_partial = "known only at the data date"
disclosive = true
*/
WITH seen AS (
    SELECT episode.cine_person_id AS person_id, MIN(episode.cine_referral_date) AS referred,
        MAX(episode.cine_last_seen_date) AS last_seen
    FROM ssd_cin_episodes AS episode
    CROSS JOIN run
    WHERE episode.cine_case_status = 'child-in-need'
        AND (episode.cine_close_date IS NULL OR episode.cine_close_date > run.data_date)
    GROUP BY episode.cine_person_id
)
SELECT seen.person_id AS unit_id, seen.person_id, seen.referred AS event_date, seen.last_seen AS done,
    snapshot_dates.snapshot_date AS counts_on,
    CASE
        WHEN limits.unit = 'WD' AND today.working_day_number - that_day.working_day_number <= limits.count THEN 'met'
        WHEN limits.unit = 'days'
            AND CAST(seen.last_seen + CAST(limits.count || ' days' AS INTERVAL) AS DATE) >= run.data_date THEN 'met'
        WHEN limits.unit = 'months'
            AND CAST(seen.last_seen + CAST(limits.count || ' months' AS INTERVAL) AS DATE) >= run.data_date THEN 'met'
        ELSE 'missed'
    END AS state
FROM seen
CROSS JOIN run
JOIN snapshot_dates ON snapshot_dates.snapshot_date = run.data_date
JOIN calendar AS today ON today.day = run.data_date
LEFT JOIN calendar AS that_day ON that_day.day = seen.last_seen
LEFT JOIN parameters AS limits
    ON limits.name = 'cin_visit_interval'
    AND limits.from_date <= COALESCE(seen.last_seen, run.data_date)
    AND (limits.to_date IS NULL OR limits.to_date > COALESCE(seen.last_seen, run.data_date))
