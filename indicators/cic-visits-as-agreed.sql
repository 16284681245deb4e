/*
id = "cic-visits-as-agreed"
title = "Visit obligations of children placed for adoption, left out of visits on time"
area = "Children in care"
kind = "count"
evaluated = "event"
counts = "visit obligation"
good = "none"
unit = "obligations"
decimals = 0
basis = "After placement for adoption visits are as agreed: Adoption Agencies Regulations 2005, regulation 36"
definition = """
The obligations that would have been resolved in the period under the ordinary rule for visits to children in care
and are left out of it because the child was in a placement of type A3 to A6 on that day. By category: met or missed,
had the ordinary rule applied."""
parameters = ["cic_first_visit", "cic_visit_interval"]
steps = ["cic_visit_obligations"]
inputs = ["ssd_cla_episodes.clae_cla_id", "ssd_cla_placement.clap_cla_placement_start_date", "ssd_cla_placement.clap_cla_placement_type", "ssd_cla_visits.clav_person_id", "ssd_cla_visits.clav_cla_visit_date"]
optional = ["ssd_person", "ssd_legal_status", "ssd_cla_reviews"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
done_in = "ssd_cla_visits"
disclosive = true
*/
SELECT unit_id, person_id, event_date, since, due, done, counts_on, 'counted' AS state, state AS category
FROM cic_visit_obligations
WHERE excluded = 'placed for adoption: visits as agreed' AND state IN ('met', 'missed')
