/*
id = "worker_fte_at"
title = "Workers employed or from an agency on each snapshot date, once: snapshot_date, worker_id, social_worker (true if any post is), fte (of the social work posts, or of all where none is), team_id and service (of the largest such post)"
steps = ["posts_at"]
*/
WITH ordered AS (
    SELECT snapshot_date, worker_id, social_worker, fte, team_id, service,
        ROW_NUMBER() OVER (
            PARTITION BY snapshot_date, worker_id
            ORDER BY CASE WHEN social_worker THEN 0 ELSE 1 END, fte DESC, post_id
        ) AS place
    FROM posts_at
)
SELECT snapshot_date, worker_id, MAX(CASE WHEN social_worker THEN 1 ELSE 0 END) = 1 AS social_worker,
    CASE
        WHEN MAX(CASE WHEN social_worker THEN 1 ELSE 0 END) = 1 THEN SUM(CASE WHEN social_worker THEN fte ELSE 0 END)
        ELSE SUM(fte)
    END AS fte,
    MAX(CASE WHEN place = 1 THEN team_id END) AS team_id, MAX(CASE WHEN place = 1 THEN service END) AS service
FROM ordered
GROUP BY snapshot_date, worker_id
