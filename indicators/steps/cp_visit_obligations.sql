/*
id = "cp_visit_obligations"
title = "Obligations to visit children with a child protection plan: unit_id, person_id, span_id (the plan), event_date, place, k, since, due, done, next_event, end_date, counts_on, looked_on, state, excluded (why it does not count; null when it does)"
steps = ["clock_obligations", "people", "in_care_spans"]
*/
SELECT o.unit_id, o.person_id, o.span_id, o.event_date, o.place, o.k, o.since, o.due, o.done, o.next_event,
    o.end_date, o.counts_on, o.looked_on, o.state,
    CASE
        WHEN people.eighteenth <= CASE WHEN o.state = 'pending' THEN o.due ELSE o.looked_on END
            THEN 'on or after the 18th birthday'
        WHEN in_care_spans.person_id IS NOT NULL THEN 'in care: the rule for children in care governs'
    END AS excluded
FROM clock_obligations AS o
LEFT JOIN people ON people.person_id = o.person_id
LEFT JOIN in_care_spans
    ON in_care_spans.person_id = o.person_id
    AND in_care_spans.from_date <= o.looked_on AND o.looked_on < in_care_spans.to_date
WHERE o.clock = 'cp-visit'
