/*
id = "cic-initial-health-assessments"
aliases = ["HLT05"]
title = "Initial health assessments within 20 working days of coming into care"
area = "Health"
kind = "proportion"
evaluated = "event"
counts = "child"
good = "high"
unit = "%"
decimals = 1
basis = "Promoting the health and well-being of looked-after children, statutory guidance, 2015"
definition = """
Each time a child comes into care (short breaks are not care here) an initial health assessment is due 20
working days later. It is done by the child's first health assessment on or after that day, whatever its kind
is called. Met when done on or before the due date, on the day it was done; missed on the due date otherwise;
void when the child leaves care on or before the due date without one. A refused, cancelled or planned
assessment is none."""
steps = ["in_care_spans", "health_checks"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_cla_health.clah_person_id",
  "ssd_cla_health.clah_health_check_type",
  "ssd_cla_health.clah_health_check_date",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
done_in = "ssd_cla_health"
due = "initial health assessment"
disclosive = true
verdict = true
*/
WITH entries AS (
    SELECT entry.person_id, entry.from_date, entry.to_date, later.day AS due
    FROM in_care_spans AS entry
    CROSS JOIN run
    JOIN calendar AS entered ON entered.day = entry.from_date
    JOIN calendar AS later
        ON later.working_day_number = entered.working_day_number + 20 AND later.is_working_day
    WHERE entry.from_date <= run.data_date
),
assessed AS (
    SELECT entries.person_id, entries.from_date, MIN(health_checks.check_date) AS done
    FROM entries
    JOIN health_checks
        ON health_checks.person_id = entries.person_id
        AND health_checks.check_date >= entries.from_date AND health_checks.check_date <= entries.to_date
    WHERE health_checks.kind = 'health'
    GROUP BY entries.person_id, entries.from_date
),
decided AS (
    SELECT entries.person_id, entries.from_date, entries.due, assessed.done,
        CASE
            WHEN assessed.done <= entries.due THEN 'met'
            WHEN entries.to_date <= entries.due AND entries.to_date <= run.data_date THEN 'void'
            WHEN entries.due > run.data_date THEN 'pending'
            ELSE 'missed'
        END AS state,
        entries.to_date > run.data_date AND assessed.done IS NULL AND entries.due < run.data_date AS overdue
    FROM entries
    CROSS JOIN run
    LEFT JOIN assessed ON assessed.person_id = entries.person_id AND assessed.from_date = entries.from_date
)
SELECT person_id || ' ' || CAST(from_date AS VARCHAR) AS unit_id, person_id, from_date AS event_date,
    from_date AS since, due, done,
    CASE state WHEN 'met' THEN done WHEN 'missed' THEN due END AS counts_on, state
FROM decided
UNION ALL
SELECT person_id || ' ' || CAST(from_date AS VARCHAR) || ' overdue' AS unit_id, person_id, from_date AS event_date,
    from_date AS since, due, done, CAST(NULL AS DATE) AS counts_on, 'overdue' AS state
FROM decided
WHERE overdue
