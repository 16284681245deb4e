/*
id = "cic-staying-put"
aliases = ["CL05"]
title = "Young people who stayed with their foster carers at 18"
area = "Care leavers"
kind = "proportion"
evaluated = "event"
counts = "young person"
good = "high"
unit = "%"
decimals = 0
basis = "Children Act 1989 section 23CZA (staying put)"
definition = """
Of the young people whose care ended on their 18th birthday in the twelve months that end with the period and
who were then in foster care (placement U1 to U6), those who remained with their carers (reason E17). The
published measure looks three months later; the standard has no date for that."""
steps = ["care_endings", "people", "care_stay_placements"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_episodes.clae_cla_episode_ceased_reason",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_placement.clap_cla_placement_end_date",
  "ssd_cla_placement.clap_cla_placement_type",
  "ssd_person.pers_dob",
]
optional = ["ssd_legal_status"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
rolling = 12
published = [
  { measure = "lait:StayingPut", definition = "different", why = "the published share is of those with their former carers three months after the 18th birthday; this one looks at the day" },
]
disclosive = true
*/
SELECT endings.person_id AS unit_id, endings.person_id, endings.since AS event_date, endings.ended AS counts_on,
    CASE WHEN endings.reason = 'E17' THEN 'met' ELSE 'missed' END AS state
FROM care_endings AS endings
JOIN people ON people.person_id = endings.person_id AND people.eighteenth = endings.ended
JOIN (
    SELECT care_endings.person_id, care_endings.ended, care_stay_placements.placement_type,
        ROW_NUMBER() OVER (
            PARTITION BY care_endings.person_id, care_endings.ended
            ORDER BY care_stay_placements.from_date DESC, care_stay_placements.placement_id DESC
        ) AS place
    FROM care_endings
    JOIN care_stay_placements
        ON care_stay_placements.person_id = care_endings.person_id
        AND care_stay_placements.from_date < care_endings.ended
        AND care_stay_placements.ends_on >= care_endings.ended
) AS last_placement
    ON last_placement.person_id = endings.person_id AND last_placement.ended = endings.ended
WHERE last_placement.place = 1
    AND last_placement.placement_type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')
