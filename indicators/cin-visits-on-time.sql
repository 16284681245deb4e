/*
id = "cin-visits-on-time"
aliases = ["CIN04"]
title = "Child in need: visits completed on time"
area = "Child in need"
kind = "proportion"
evaluated = "event"
counts = "visit obligation"
good = "high"
unit = "%"
decimals = 1
basis = "local standard: there is no statutory interval"
definition = """
Denominator: visits to children with a child in need plan that were resolved in the period, whether met or
missed. Numerator: those met. The clock is that of child protection visits, over each child in need plan, with
the interval for child in need visits: met by the first visit on or before the due date, on that visit's day;
missed on the due date otherwise, and again at every further interval until the child is seen; nothing where
the plan ends first.
Visits are matched by person and date, since the standard gives them no plan; visits at which the child was
not seen (N) are no visits. The visits table takes many kinds of case note, so a visit of another kind can
meet an obligation. Left out: obligations resolved while the child is in care or has a child protection plan
(the rules for those govern), or on or after the 18th birthday."""
parameters = ["cin_visit_interval"]
steps = ["clock_obligations", "status_spans", "people"]
inputs = [
  "ssd_cin_plans.cinp_person_id",
  "ssd_cin_plans.cinp_cin_plan_start_date",
  "ssd_cin_plans.cinp_cin_plan_end_date",
  "ssd_cin_visits.cinv_person_id",
  "ssd_cin_visits.cinv_cin_visit_date",
]
optional = ["ssd_person", "ssd_cp_plans", "ssd_cla_episodes", "ssd_legal_status"]
coverage = ["ssd_cin_plans"]
done_in = "ssd_cin_visits"
due = "child in need visit"
instead = "cin-visits-up-to-date"
disclosive = true
verdict = true
*/
WITH elsewhere AS (
    SELECT DISTINCT asked.unit_id
    FROM clock_obligations AS asked
    JOIN status_spans
        ON status_spans.person_id = asked.person_id
        AND status_spans.from_date <= asked.looked_on AND asked.looked_on < status_spans.to_date
    WHERE asked.clock = 'cin-visit' AND status_spans.place <= 2
)
SELECT asked.unit_id, asked.person_id, asked.event_date, asked.since, asked.due, asked.done, asked.counts_on,
    CASE
        WHEN elsewhere.unit_id IS NOT NULL THEN 'void'
        WHEN people.eighteenth <= CASE WHEN asked.state = 'pending' THEN asked.due ELSE asked.looked_on END THEN 'void'
        ELSE asked.state
    END AS state,
    CASE
        WHEN elsewhere.unit_id IS NOT NULL THEN 'in care or with a child protection plan: the rule for those governs'
        WHEN people.eighteenth <= CASE WHEN asked.state = 'pending' THEN asked.due ELSE asked.looked_on END
            THEN 'on or after the 18th birthday'
    END AS note
FROM clock_obligations AS asked
LEFT JOIN people ON people.person_id = asked.person_id
LEFT JOIN elsewhere ON elsewhere.unit_id = asked.unit_id
WHERE asked.clock = 'cin-visit'
