/*
id = "cp-reviews-on-time"
aliases = ["CPP10"]
title = "Child protection: reviews completed on time"
area = "Child protection"
kind = "proportion"
evaluated = "event"
counts = "review obligation"
good = "high"
unit = "%"
decimals = 1
basis = "Working Together to Safeguard Children: first review within three months of the initial conference, later ones within six months"
definition = """
Denominator: review conferences that were resolved in the period, whether met or missed. Numerator: those met.

A clock runs over each plan of this authority. It starts with the plan's initial conference (where that is unknown or
has no date, with the plan): the first review is due within three months, each later one within six months of the one
before. An obligation is met by the first review held on or before its due date; it is missed on its due date
otherwise, and again at every further interval until a review is held. A review that ends a lapse meets nothing. Where
the plan ends on or before the due date with no review, nothing is counted. A review counts when it has a date, names
the plan and was quorate (not N); one before the plan or its conference is none, one on the first day is. Due dates
as recorded are not used. Left out: obligations resolved on or after the 18th birthday."""
parameters = ["cp_review_first", "cp_review_next"]
steps = ["cp_review_obligations"]
inputs = ["ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_plans.cppl_cp_plan_end_date", "ssd_cp_reviews.cppr_cp_plan_id", "ssd_cp_reviews.cppr_cp_review_date"]
optional = ["ssd_person", "ssd_initial_cp_conference"]
coverage = ["ssd_cp_plans"]
done_in = "ssd_cp_reviews"
instead = "cp-reviews-up-to-date"
published = [{ measure = "lait:RevCP", definition = "different", why = "the published measure is the share of children with a plan of three months or more at 31 March all of whose reviews were on time" }]
disclosive = false
verdict = true
due = "child protection review"
core = true
*/
SELECT unit_id, person_id, event_date, since, due, done, counts_on,
    CASE WHEN excluded IS NULL THEN state ELSE 'void' END AS state, excluded AS note
FROM cp_review_obligations
