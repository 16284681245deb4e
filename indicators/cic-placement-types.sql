/*
id = "cic-placement-types"
aliases = ["CLA11"]
title = "Children in care by type of placement"
area = "Children in care"
kind = "shares"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "%"
decimals = 0
basis = "SSDA903 return"
definition = """
The children in care at the end of the period by the placement they are in: foster (U1 to U6), adoption (A3 to
A6), parents (P1), homes (secure and other children's homes, K1, K2), supported (independent living and
supported accommodation, P2, H5, K3), residential (R1, R2, R3, R5), school (S1), other, not-recorded (no
placement, or no type)."""
steps = ["placed_at"]
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
category = "placement"
published = [
  { measure = "lait:LAC_Foster_Placements", definition = "same", why = "the share in foster care, at 31 March" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Foster placements", definition = "near", why = "at 31 March; this is the group ‘foster’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Placed for adoption", definition = "near", why = "at 31 March; this is the group ‘adoption’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Placed with parents or other person with parental responsibility", definition = "near", why = "at 31 March; this is the group ‘parents’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Secure homes and children's homes", definition = "near", why = "at 31 March; this is the group ‘homes’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Independent and semi-independent living arrangements/supported accommodation", definition = "near", why = "at 31 March; this is the group ‘supported’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Other residential settings", definition = "near", why = "at 31 March; this is the group ‘residential’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Residential schools", definition = "near", why = "at 31 March; this is the group ‘school’" },
  { measure = "csc:cla_31mar_placement_pct", breakdown = "Placement | Other placements", definition = "near", why = "at 31 March; this is the group ‘other’" },
]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, stay_start AS event_date, snapshot_date AS counts_on, 'counted' AS state,
    CASE
        WHEN placement_type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6') THEN 'foster'
        WHEN placement_type IN ('A3', 'A4', 'A5', 'A6') THEN 'adoption'
        WHEN placement_type = 'P1' THEN 'parents'
        WHEN placement_type IN ('K1', 'K2') THEN 'homes'
        WHEN placement_type IN ('P2', 'H5', 'K3') THEN 'supported'
        WHEN placement_type IN ('R1', 'R2', 'R3', 'R5') THEN 'residential'
        WHEN placement_type = 'S1' THEN 'school'
        WHEN placement_type IS NULL THEN 'not-recorded'
        ELSE 'other'
    END AS category
FROM placed_at
