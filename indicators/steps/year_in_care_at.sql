/*
id = "year_in_care_at"
title = "Everyone who had been in care without a break for twelve months or more on each snapshot date: snapshot_date, person_id, since, born"
steps = ["in_care_spans", "people"]
*/
SELECT snapshot_dates.snapshot_date, in_care_spans.person_id, in_care_spans.from_date AS since, people.born
FROM in_care_spans
JOIN snapshot_dates
    ON CAST(in_care_spans.from_date + CAST('12 months' AS INTERVAL) AS DATE) <= snapshot_dates.snapshot_date
    AND snapshot_dates.snapshot_date < in_care_spans.to_date
LEFT JOIN people ON people.person_id = in_care_spans.person_id
