/*
id = "worker_fte_at"
title = "Workers in post or from an agency on each snapshot date, once: snapshot_date, worker_id, social_worker (true if any post is), fte (of the social work posts, or of all where none is)"
steps = ["posts_at"]
*/
SELECT snapshot_date, worker_id, MAX(CASE WHEN social_worker THEN 1 ELSE 0 END) = 1 AS social_worker,
    CASE
        WHEN MAX(CASE WHEN social_worker THEN 1 ELSE 0 END) = 1 THEN SUM(CASE WHEN social_worker THEN fte ELSE 0 END)
        ELSE SUM(fte)
    END AS fte
FROM posts_at
GROUP BY snapshot_date, worker_id
