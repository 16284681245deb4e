/*
id = "cic-rate"
aliases = ["CLA01"]
title = "Children in care per 10,000"
area = "Children in care"
kind = "rate"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "per 10,000"
decimals = 1
basis = "Children Act 1989, section 22; as counted in the SSDA903 return"
definition = """
Children in care at the end of the period, per 10,000 children aged 0 to 17: persons under 18 (one whose date of birth
is unknown counts as under) with an episode of care open that day, whose legal status that day is not V3 or V4 (short
breaks). Where several statuses are open the latest to start holds, then the highest id; none recorded counts as in."""
steps = ["in_care_at"]
inputs = ["ssd_cla_episodes.clae_person_id", "ssd_cla_episodes.clae_cla_episode_start_date", "ssd_cla_episodes.clae_cla_episode_ceased_date"]
optional = ["ssd_person", "ssd_legal_status"]
partial_without = ["ssd_legal_status"]
coverage = ["ssd_cla_episodes"]
published = [{ measure = "lait:LAC", definition = "same" }, { measure = "csc:cla_rate_31mar", definition = "same" }]
disclosive = true
verdict = true
core = true
*/
SELECT person_id AS unit_id, person_id, snapshot_date AS counts_on, 'counted' AS state
FROM in_care_at
