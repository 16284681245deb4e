/*
id = "open_people_at"
title = "Every person open on each snapshot date, once, by the highest status: snapshot_date, person_id, place (1 the highest), status"
steps = ["status_spans"]
*/
WITH open_at AS (
    SELECT snapshot_dates.snapshot_date, status_spans.person_id, MIN(status_spans.place) AS place
    FROM status_spans
    JOIN snapshot_dates
        ON status_spans.from_date <= snapshot_dates.snapshot_date
        AND snapshot_dates.snapshot_date < status_spans.to_date
    WHERE status_spans.person_id IS NOT NULL
    GROUP BY snapshot_dates.snapshot_date, status_spans.person_id
)
SELECT snapshot_date, person_id, place,
    CASE place
        WHEN 1 THEN 'in-care' WHEN 2 THEN 'child-protection' WHEN 3 THEN 'child-in-need-plan'
        WHEN 4 THEN 'short-breaks' WHEN 5 THEN 'open-assessment' WHEN 6 THEN 'open-referral'
        WHEN 7 THEN 'care-leaver' ELSE 'early-help'
    END AS status
FROM open_at
