/*
id = "cic_visit_clock"
title = "Events of the clock of visits to children in care: span_id (the stay), person_id, end_date, event_date, place (0 start, 1 done), first_interval, repeat_interval (names of parameters)"
steps = ["care_stays", "care_stay_placements", "care_reviews_held", "legal_spans"]
optional = ["ssd_cla_visits"]
*/
WITH events AS (
    SELECT stay_id, cla_id, person_id, start_date, end_date, start_date AS event_date, 0 AS place FROM care_stays
    UNION ALL
    SELECT DISTINCT stay.stay_id, stay.cla_id, stay.person_id, stay.start_date, stay.end_date,
        visit.clav_cla_visit_date, 1
    FROM care_stays AS stay
    CROSS JOIN run
    JOIN ssd_cla_visits AS visit ON visit.clav_person_id = stay.person_id
    WHERE COALESCE(visit.clav_cla_visit_seen, 'Y') <> 'N'
        AND visit.clav_cla_visit_date >= stay.start_date
        AND visit.clav_cla_visit_date <= COALESCE(stay.end_date, run.data_date)
),
first_reviews AS (
    SELECT stay.stay_id, stay.cla_id, stay.person_id, MIN(held.review_date) AS reviewed
    FROM care_stays AS stay
    JOIN care_reviews_held AS held ON held.cla_id = stay.cla_id AND held.person_id = stay.person_id
    WHERE held.review_date >= stay.start_date AND held.review_date <= COALESCE(stay.end_date, held.review_date)
    GROUP BY stay.stay_id, stay.cla_id, stay.person_id
),
described AS (
    SELECT events.stay_id, events.person_id, events.end_date, events.event_date, events.place,
        CASE
            WHEN placement.placement_type = 'P1' AND legal_spans.legal_status = 'C1'
                AND events.event_date >= first_reviews.reviewed
                THEN 'cic_visit_interval_interim_order_at_home_reviewed'
            WHEN placement.placement_type = 'P1' AND legal_spans.legal_status = 'C1'
                THEN 'cic_visit_interval_interim_order_at_home'
            WHEN events.place = 1 AND placement.placement_type IN ('U1', 'U4')
                AND events.event_date > CAST(events.start_date + CAST('12 months' AS INTERVAL) AS DATE)
                THEN 'cic_visit_interval_long_term'
            ELSE 'cic_visit_interval'
        END AS ordinary
    FROM events
    LEFT JOIN care_stay_placements AS placement
        ON placement.stay_id = events.stay_id AND placement.person_id = events.person_id
        AND placement.cla_id = events.cla_id
        AND placement.from_date <= events.event_date AND events.event_date < placement.to_date
    LEFT JOIN legal_spans
        ON legal_spans.person_id = events.person_id
        AND legal_spans.from_date <= events.event_date AND events.event_date < legal_spans.to_date
    LEFT JOIN first_reviews
        ON first_reviews.stay_id = events.stay_id AND first_reviews.cla_id = events.cla_id
        AND first_reviews.person_id = events.person_id
)
SELECT stay_id AS span_id, person_id, end_date, event_date, place,
    CASE WHEN place = 0 THEN 'cic_first_visit' ELSE ordinary END AS first_interval, ordinary AS repeat_interval
FROM described
