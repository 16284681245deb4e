/*
id = "early-help-open"
aliases = ["EH01"]
title = "Children with early help"
area = "Early help"
kind = "count"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "children"
decimals = 0
basis = "local practice"
definition = """
Children with an early help episode open at the end of the period who have no higher status: one who is also
in care, has a plan, an assessment or an open referral, or is a care leaver, counts there and not here. Each
child counts once. Early help is recorded by child; families are not told apart."""
steps = ["open_people_at"]
inputs = [
  "ssd_early_help_episodes.earl_person_id",
  "ssd_early_help_episodes.earl_episode_start_date",
  "ssd_early_help_episodes.earl_episode_end_date",
]
optional = [
  "ssd_cla_episodes",
  "ssd_legal_status",
  "ssd_cp_plans",
  "ssd_cin_plans",
  "ssd_cin_assessments",
  "ssd_cin_episodes",
  "ssd_care_leavers",
  "ssd_person",
]
coverage = ["ssd_early_help_episodes"]
disclosive = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on, 'counted' AS state
FROM open_people_at
WHERE status = 'early-help'
