/*
id = "cic_visit_obligations"
title = "Obligations to visit children in care: unit_id, person_id, span_id (the stay), event_date, place, k, since, due, done, next_event, end_date, counts_on, looked_on, state, excluded (why it does not count; null when it does)"
steps = ["clock_obligations", "people", "legal_spans", "care_stay_placements"]
*/
SELECT o.unit_id, o.person_id, o.span_id, o.event_date, o.place, o.k, o.since, o.due, o.done, o.next_event,
    o.end_date, o.counts_on, o.looked_on, o.state,
    CASE
        WHEN people.eighteenth <= CASE WHEN o.state = 'pending' THEN o.due ELSE o.looked_on END
            THEN 'on or after the 18th birthday'
        WHEN legal_spans.legal_status IN ('V3', 'V4') THEN 'short breaks'
        WHEN placement.placement_type IN ('A3', 'A4', 'A5', 'A6') THEN 'placed for adoption: visits as agreed'
    END AS excluded
FROM clock_obligations AS o
LEFT JOIN people ON people.person_id = o.person_id
LEFT JOIN legal_spans
    ON legal_spans.person_id = o.person_id
    AND legal_spans.from_date <= o.looked_on AND o.looked_on < legal_spans.to_date
LEFT JOIN care_stay_placements AS placement
    ON placement.stay_id = o.span_id AND placement.person_id = o.person_id
    AND placement.from_date <= o.looked_on AND o.looked_on < placement.to_date
WHERE o.clock = 'cic-visit'
