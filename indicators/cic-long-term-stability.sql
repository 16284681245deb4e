/*
id = "cic-long-term-stability"
aliases = ["CLA08"]
title = "Children in care for two and a half years who have had the same carer for two"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "high"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care at the end of the period who were under 16 and had been in care without a break for
two and a half years or more, those who had been with the same carer for two years or more, or are placed for
adoption (A3 to A6) and have been in that placement and the one just before it together for two years or more.
Placements that follow with the same carer (episode reason L, T or U) are one."""
steps = ["placed_at", "care_stays", "people"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_placement.clap_cla_placement_end_date",
  "ssd_cla_placement.clap_cla_placement_type",
  "ssd_person.pers_dob",
]
optional = ["ssd_legal_status"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
published = [
  { measure = "lait:LAC_LongStable%", definition = "same", why = "at 31 March" },
  { measure = "csc:cla_placement_stability_pct", breakdown = "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years | Living with the same carer for at least 2 years", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
WITH stays AS (
    SELECT person_id, cla_id, stay_id, start_date,
        LAG(start_date) OVER (PARTITION BY person_id, cla_id ORDER BY start_date, stay_id) AS start_before,
        LAG(end_date) OVER (PARTITION BY person_id, cla_id ORDER BY start_date, stay_id) AS end_before
    FROM care_stays
),
long_term AS (
    SELECT placed_at.snapshot_date, placed_at.person_id, placed_at.stay_id, placed_at.stay_start, stays.stay_id AS known,
        CASE
            WHEN placed_at.placement_type IN ('A3', 'A4', 'A5', 'A6') AND stays.end_before = stays.start_date
                THEN stays.start_before
            ELSE placed_at.stay_start
        END AS with_carer_since
    FROM placed_at
    LEFT JOIN people ON people.person_id = placed_at.person_id
    LEFT JOIN stays
        ON stays.person_id = placed_at.person_id AND stays.cla_id = placed_at.cla_id
        AND stays.stay_id = placed_at.stay_id
    WHERE CAST(placed_at.since + CAST('30 months' AS INTERVAL) AS DATE) <= placed_at.snapshot_date
        AND (people.born IS NULL
            OR CAST(people.born + CAST('192 months' AS INTERVAL) AS DATE) > placed_at.snapshot_date)
)
SELECT person_id AS unit_id, person_id, with_carer_since AS event_date, snapshot_date AS counts_on,
    CASE
        WHEN CAST(with_carer_since + CAST('24 months' AS INTERVAL) AS DATE) <= snapshot_date THEN 'met' ELSE 'missed'
    END AS state
FROM long_term
