/*
id = "cic-visits-up-to-date"
title = "Children in care: children whose visits are up to date at the date"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28"
definition = """
Denominator: children in care at the end of the period (as in cic-rate) with a placement that day, those placed for
adoption (A3 to A6) left out. Numerator: those whose next visit, counted from the latest visit in the stay, or from its
start where there is none, was not yet past due that day. Stays and intervals as in cic-visits-on-time.

A child with several spans open is up to date when all of them are. This form needs only the latest visit of each child, as
a snapshot such as Annex A gives it; there it holds at the data date alone."""
parameters = ["cic_first_visit", "cic_visit_interval", "cic_visit_interval_long_term", "cic_visit_interval_interim_order_at_home", "cic_visit_interval_interim_order_at_home_reviewed"]
steps = ["clock_events", "in_care_at", "care_stay_placements"]
inputs = ["ssd_cla_episodes.clae_cla_id", "ssd_cla_placement.clap_cla_placement_start_date", "ssd_cla_placement.clap_cla_placement_type", "ssd_cla_visits.clav_person_id", "ssd_cla_visits.clav_cla_visit_date"]
optional = ["ssd_person", "ssd_legal_status", "ssd_cla_reviews"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
done_in = "ssd_cla_visits"
latest = true
disclosive = true
*/
WITH latest AS (
    SELECT snapshot_dates.snapshot_date, events.person_id, events.span_id, events.event_date, events.place,
        events.first_due AS due
    FROM clock_events AS events
    JOIN snapshot_dates
        ON events.event_date <= snapshot_dates.snapshot_date
        AND (events.next_event IS NULL OR snapshot_dates.snapshot_date < events.next_event)
        AND (events.end_date IS NULL OR snapshot_dates.snapshot_date < events.end_date)
    WHERE events.clock = 'cic-visit'
)
SELECT latest.person_id AS unit_id, latest.person_id, latest.snapshot_date AS counts_on, MIN(latest.due) AS due,
    MAX(CASE WHEN latest.place = 1 THEN latest.event_date END) AS done,
    CASE WHEN MIN(latest.due) < latest.snapshot_date THEN 'missed' ELSE 'met' END AS state
FROM latest
JOIN in_care_at
    ON in_care_at.snapshot_date = latest.snapshot_date AND in_care_at.person_id = latest.person_id
LEFT JOIN care_stay_placements AS placement
    ON placement.stay_id = latest.span_id AND placement.person_id = latest.person_id
    AND placement.from_date <= latest.snapshot_date AND latest.snapshot_date < placement.to_date
WHERE COALESCE(placement.placement_type, '') NOT IN ('A3', 'A4', 'A5', 'A6')
GROUP BY latest.person_id, latest.snapshot_date
