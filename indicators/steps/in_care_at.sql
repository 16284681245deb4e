/*
id = "in_care_at"
title = "Who was in care on each snapshot date: snapshot_date, person_id"
steps = ["in_care_spans"]
*/
SELECT snapshot_dates.snapshot_date, in_care_spans.person_id
FROM in_care_spans
JOIN snapshot_dates
    ON snapshot_dates.snapshot_date >= in_care_spans.from_date
    AND snapshot_dates.snapshot_date < in_care_spans.to_date
