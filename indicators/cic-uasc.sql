/*
id = "cic-uasc"
aliases = ["CLA04"]
title = "Unaccompanied asylum-seeking children among children in care"
area = "Children in care"
kind = "proportion"
evaluated = "snapshot"
counts = "child"
good = "none"
unit = "%"
decimals = 1
basis = "SSDA903 return"
definition = """
Of the children in care at the end of the period, those with an immigration status of unaccompanied asylum-
seeking child open then. A status without dates counts as open. Where the age is disputed the recorded date of
birth holds."""
steps = ["in_care_at"]
inputs = [
  "ssd_cla_episodes.clae_person_id",
  "ssd_cla_episodes.clae_cla_episode_start_date",
  "ssd_cla_episodes.clae_cla_episode_ceased_date",
  "ssd_immigration_status.immi_person_id",
  "ssd_immigration_status.immi_immigration_status",
]
optional = ["ssd_legal_status", "ssd_person"]
coverage = ["ssd_cla_episodes"]
published = [
  { measure = "lait:Unacc_Asylmn_Seek_Childn%", definition = "same", why = "at 31 March" },
]
disclosive = true
*/
SELECT in_care_at.person_id AS unit_id, in_care_at.person_id, in_care_at.snapshot_date AS counts_on,
    CASE WHEN MAX(CASE WHEN status.immi_person_id IS NULL THEN 0 ELSE 1 END) = 1 THEN 'met' ELSE 'missed' END AS state
FROM in_care_at
LEFT JOIN ssd_immigration_status AS status
    ON status.immi_person_id = in_care_at.person_id
    AND (LOWER(status.immi_immigration_status) LIKE '%uasc%'
        OR LOWER(status.immi_immigration_status) LIKE '%unaccompanied%')
    AND (status.immi_immigration_status_start_date IS NULL
        OR status.immi_immigration_status_start_date <= in_care_at.snapshot_date)
    AND (status.immi_immigration_status_end_date IS NULL
        OR status.immi_immigration_status_end_date > in_care_at.snapshot_date)
GROUP BY in_care_at.person_id, in_care_at.snapshot_date
