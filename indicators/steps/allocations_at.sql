/*
id = "allocations_at"
title = "Who was allocated to whom on each snapshot date, for people open by case status: snapshot_date, worker_id, person_id, status, team_id (of the involvement), each pair once (involvements with role CW open that day)"
steps = ["open_people_at"]
optional = ["ssd_involvements"]
*/
SELECT open_people_at.snapshot_date, involvement.invo_professional_id AS worker_id, open_people_at.person_id,
    open_people_at.status, MAX(involvement.invo_professional_team) AS team_id
FROM ssd_involvements AS involvement
JOIN open_people_at ON open_people_at.person_id = involvement.invo_person_id
WHERE involvement.invo_professional_role_id = 'CW'
    AND involvement.invo_professional_id IS NOT NULL
    AND involvement.invo_involvement_start_date <= open_people_at.snapshot_date
    AND (
        involvement.invo_involvement_end_date IS NULL
        OR open_people_at.snapshot_date < involvement.invo_involvement_end_date
    )
GROUP BY open_people_at.snapshot_date, involvement.invo_professional_id, open_people_at.person_id, open_people_at.status
