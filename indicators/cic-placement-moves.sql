/*
id = "cic-placement-moves"
aliases = ["CLA07"]
title = "Children in care with three or more placements in twelve months"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care at the end of the period, those who had three or more placements in the twelve months
to it, those open at both ends included, over all their periods of care in those months. Out of the count:
temporary placements (T0 to T4), placements that began and ended on one day, and placement for adoption with
the carer the child already had (A3, A5), unless it is the first of those months."""
steps = ["placed_at", "care_stay_placements"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_placement.clap_cla_placement_end_date",
  "ssd_cla_placement.clap_cla_placement_type",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
instead = "cic-placement-moves-recorded"
rolling = 12
published = [
  { measure = "lait:LACStable_2016on", definition = "same", why = "at 31 March" },
  { measure = "csc:cla_placement_stability_pct", breakdown = "CLA on 31 March | With 3 or more placements during the year", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
WITH held AS (
    SELECT placed_at.snapshot_date, placed_at.person_id, placement.placement_id, placement.placement_type,
        ROW_NUMBER() OVER (
            PARTITION BY placed_at.snapshot_date, placed_at.person_id
            ORDER BY placement.from_date, placement.ends_on, placement.placement_id
        ) AS place
    FROM placed_at
    JOIN care_stay_placements AS placement
        ON placement.person_id = placed_at.person_id
        AND placement.from_date <= placed_at.snapshot_date
        AND placement.ends_on > CAST(placed_at.snapshot_date + CAST('-12 months' AS INTERVAL) AS DATE)
    WHERE placement.ends_on > placement.from_date
        AND COALESCE(placement.placement_type, '') NOT IN ('T0', 'T1', 'T2', 'T3', 'T4')
),
counted AS (
    SELECT snapshot_date, person_id, COUNT(*) AS placements
    FROM held
    WHERE place = 1 OR COALESCE(placement_type, '') NOT IN ('A3', 'A5')
    GROUP BY snapshot_date, person_id
)
SELECT placed_at.person_id AS unit_id, placed_at.person_id, placed_at.since AS event_date,
    placed_at.snapshot_date AS counts_on,
    CASE WHEN counted.placements >= 3 THEN 'met' ELSE 'missed' END AS state,
    CAST(COALESCE(counted.placements, 0) AS VARCHAR) || ' placements' AS note
FROM placed_at
LEFT JOIN counted
    ON counted.snapshot_date = placed_at.snapshot_date AND counted.person_id = placed_at.person_id
