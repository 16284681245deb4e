/*
id = "cic-reviews-on-time"
aliases = ["CLA06"]
title = "Children in care: reviews completed on time"
area = "Children in care"
kind = "proportion"
evaluated = "event"
counts = "review obligation"
good = "high"
unit = "%"
decimals = 1
basis = "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33"
definition = """
Denominator: reviews of children in care that were resolved in the period, whether met or missed. Numerator: those
met.

A clock runs over each period of care, from the earliest date of entering care to the end of its last episode (the
latest to start). The first review is due within 20 working days, the second within three months of the first, later
ones within six months of the one before. While the first is not held it is missed again every three months, counted
once from the end of the 20 working days. An obligation is met by the first review held on or before its due date and
missed on its due date otherwise. A review that ends a lapse meets nothing. Where the period ends on or before the due
date with no review, nothing is counted. Reviews are matched by the period's id; a cancelled one is none.

Left out: obligations resolved under V3 or V4 (short breaks), or on or after the 18th birthday."""
parameters = ["cic_review_first", "cic_review_second", "cic_review_next"]
steps = ["cic_review_obligations"]
inputs = ["ssd_cla_episodes.clae_cla_id", "ssd_cla_reviews.clar_cla_id", "ssd_cla_reviews.clar_cla_review_date"]
optional = ["ssd_person", "ssd_legal_status"]
partial_without = ["ssd_legal_status"]
coverage = ["ssd_cla_episodes"]
done_in = "ssd_cla_reviews"
instead = "cic-reviews-up-to-date"
disclosive = false
verdict = true
due = "review of a child in care"
core = true
*/
SELECT unit_id, person_id, event_date, since, due, done, counts_on,
    CASE WHEN excluded IS NULL THEN state ELSE 'void' END AS state, excluded AS note
FROM cic_review_obligations
