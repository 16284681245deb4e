/*
id = "cic-visits-on-time"
aliases = ["CLA05"]
title = "Children in care: statutory visits completed on time"
area = "Children in care"
kind = "proportion"
evaluated = "event"
counts = "visit obligation"
good = "high"
unit = "%"
decimals = 1
basis = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28"
definition = """
Denominator: visits to children in care that were resolved in the period, whether met or missed. Numerator: those
met.

A clock runs over each stay: a placement in a period of care, with those that follow it in the same period when
their first episode begins for reason L, T or U (same carer). A placement ends at its own end, at the end of the
period, or when the next one begins, whichever comes first; days between two placements of one stay belong to it.
The first visit is due within a week of the stay's start, later ones within six weeks of the one before. More than
twelve months after the stay began, in a long-term foster placement (U1, U4), the interval is three months. For a
child placed with parents (P1) under an interim care order (C1) it is a week until the first review held in the
stay, and four weeks from that day on. The interval is that of the day from which it runs.

An obligation is met by the first visit on or before its due date; it is missed on its due date otherwise, and again
at every further interval until the child is visited. A visit that ends a lapse meets nothing. Where the stay ends on
or before the due date with no visit, nothing is counted. Visits are matched by person and date; one on the day of a
move counts for both stays; those at which the child was not seen (N) are no visits.

Left out: obligations resolved under V3 or V4 (short breaks), in a placement for adoption (A3 to A6: visits as agreed,
listed as cic-visits-as-agreed), or on or after the 18th birthday. Approval under regulation 24 has no code in the
standard and so shortens no interval. A placement that names no period of care is taken to be in the person's latest
period that its start falls in."""
parameters = ["cic_first_visit", "cic_visit_interval", "cic_visit_interval_long_term", "cic_visit_interval_interim_order_at_home", "cic_visit_interval_interim_order_at_home_reviewed"]
steps = ["cic_visit_obligations"]
inputs = ["ssd_cla_episodes.clae_cla_id", "ssd_cla_placement.clap_cla_placement_start_date", "ssd_cla_placement.clap_cla_placement_type", "ssd_cla_visits.clav_person_id", "ssd_cla_visits.clav_cla_visit_date"]
optional = ["ssd_person", "ssd_legal_status", "ssd_cla_reviews"]
partial_without = ["ssd_legal_status", "ssd_cla_reviews"]
coverage = ["ssd_cla_episodes", "ssd_cla_placement"]
done_in = "ssd_cla_visits"
instead = "cic-visits-up-to-date"
disclosive = false
verdict = true
due = "visit to a child in care"
core = true
*/
SELECT unit_id, person_id, event_date, since, due, done, counts_on,
    CASE WHEN excluded IS NULL THEN state ELSE 'void' END AS state, excluded AS note
FROM cic_visit_obligations
