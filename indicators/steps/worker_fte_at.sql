/*
id = "worker_fte_at"
title = "Workers employed or from an agency on each snapshot date, once: snapshot_date, worker_id, social_worker (true if any post is), fte (of the social work posts, or of all where none is), team_id and service (of the largest such post)"
steps = ["posts_at"]
*/
WITH ordered AS (
    SELECT snapshot_date, worker_id, social_worker, fte, team_id, service,
        LAG(snapshot_date) OVER (
            ORDER BY snapshot_date, worker_id, CASE WHEN social_worker THEN 0 ELSE 1 END, fte DESC, post_id
        ) AS date_before,
        LAG(worker_id) OVER (
            ORDER BY snapshot_date, worker_id, CASE WHEN social_worker THEN 0 ELSE 1 END, fte DESC, post_id
        ) AS worker_before
    FROM posts_at
),
marked AS (
    SELECT snapshot_date, worker_id, social_worker, fte, team_id, service,
        (date_before IS DISTINCT FROM snapshot_date) OR (worker_before IS DISTINCT FROM worker_id) AS is_first
    FROM ordered
)
SELECT snapshot_date, worker_id, MAX(CASE WHEN social_worker THEN 1 ELSE 0 END) = 1 AS social_worker,
    CASE
        WHEN MAX(CASE WHEN social_worker THEN 1 ELSE 0 END) = 1 THEN SUM(CASE WHEN social_worker THEN fte ELSE 0 END)
        ELSE SUM(fte)
    END AS fte,
    MAX(CASE WHEN is_first THEN team_id END) AS team_id, MAX(CASE WHEN is_first THEN service END) AS service
FROM marked
GROUP BY snapshot_date, worker_id
