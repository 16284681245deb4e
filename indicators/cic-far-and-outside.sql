/*
id = "cic-far-and-outside"
aliases = ["CLA09"]
title = "Children in care placed more than 20 miles from home and outside the authority"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "low"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
Of the children in care at the end of the period, those whose placement is more than 20 miles from home and
outside the authority. A distance or location that is not known (999.9, blank) stays in the denominator. The
distance comes from the Standard Safeguarding Dataset and the location from Annex A, so that most councils can
compute only one half; both halves are indicators of their own."""
steps = ["placed_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_episodes.clae_cla_id",
  "ssd_cla_placement.clap_cla_placement_start_date",
  "ssd_cla_placement.clap_cla_placement_end_date",
  "ssd_cla_placement.clap_cla_placement_distance",
  "ssd_cla_placement.clap_cla_placement_location",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
instead = "cic-over-20-miles"
published = [
  { measure = "lait:LACDistance", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
SELECT placed_at.person_id AS unit_id, placed_at.person_id, placed_at.stay_start AS event_date,
    placed_at.snapshot_date AS counts_on,
    CASE WHEN placement.clap_cla_placement_distance > 20 AND placement.clap_cla_placement_distance < 999
        AND placement.clap_cla_placement_location = 'Out' THEN 'met' ELSE 'missed' END AS state
FROM placed_at
LEFT JOIN ssd_cla_placement AS placement ON placement.clap_cla_placement_id = placed_at.placement_id
