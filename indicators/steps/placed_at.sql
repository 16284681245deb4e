/*
id = "placed_at"
title = "Everyone in care on each snapshot date with the stay and the placement they were in: snapshot_date, person_id, since (in care without a break from), cla_id, stay_id, stay_start, placement_id, placement_type (nulls where there is none)"
steps = ["in_care_spans", "care_stays", "care_stay_placements"]
*/
WITH in_care AS (
    SELECT snapshot_dates.snapshot_date, in_care_spans.person_id, in_care_spans.from_date AS since
    FROM in_care_spans
    JOIN snapshot_dates
        ON in_care_spans.from_date <= snapshot_dates.snapshot_date
        AND snapshot_dates.snapshot_date < in_care_spans.to_date
),
stays AS (
    SELECT in_care.snapshot_date, in_care.person_id, in_care.since, stay.cla_id, stay.stay_id,
        stay.start_date AS stay_start,
        ROW_NUMBER() OVER (
            PARTITION BY in_care.snapshot_date, in_care.person_id
            ORDER BY stay.start_date DESC, stay.stay_id DESC
        ) AS place
    FROM in_care
    LEFT JOIN care_stays AS stay
        ON stay.person_id = in_care.person_id
        AND stay.start_date <= in_care.snapshot_date
        AND (stay.end_date IS NULL OR stay.end_date > in_care.snapshot_date)
)
SELECT stays.snapshot_date, stays.person_id, stays.since, stays.cla_id, stays.stay_id, stays.stay_start,
    placement.placement_id, placement.placement_type
FROM stays
LEFT JOIN care_stay_placements AS placement
    ON placement.stay_id = stays.stay_id AND placement.cla_id = stays.cla_id
    AND placement.person_id = stays.person_id
    AND placement.from_date <= stays.snapshot_date AND stays.snapshot_date < placement.to_date
WHERE stays.place = 1
