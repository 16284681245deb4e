/*
id = "cic-over-20-miles"
title = "Children in care placed more than 20 miles from home"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care at the end of the period, those whose placement is more than 20 miles from home. A
distance that is not known (999.9, blank) stays in the denominator."""
steps = ["placed_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_placement.clap_cla_placement_end_date",
  "ssd_cla_placement.clap_cla_placement_distance",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
instead = "cic-outside-area"
published = [
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Distance between home and placement | Placed more than 20 miles from home", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
SELECT placed_at.person_id AS unit_id, placed_at.person_id, placed_at.stay_start AS event_date,
    placed_at.snapshot_date AS counts_on,
    CASE WHEN placement.clap_cla_placement_distance > 20 AND placement.clap_cla_placement_distance < 999 THEN 'met' ELSE 'missed' END AS state
FROM placed_at
LEFT JOIN ssd_cla_placement AS placement ON placement.clap_cla_placement_id = placed_at.placement_id
