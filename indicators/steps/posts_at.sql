/*
id = "posts_at"
title = "Posts that workers held on each snapshot date: snapshot_date, post_id (worker and start), worker_id, social_worker (true for the role social worker), agency (true when employed by an agency), fte (1 where not given), service, team_id"
optional = ["workforce_workers"]
*/
SELECT snapshot_dates.snapshot_date,
    worker.worker_id || ' ' || CAST(worker.start_date AS VARCHAR) || CASE
        WHEN lower(COALESCE(worker.role, '')) = 'social worker' THEN '' ELSE ' ' || COALESCE(worker.role, '')
    END AS post_id,
    worker.worker_id, lower(COALESCE(worker.role, '')) = 'social worker' AS social_worker,
    COALESCE(worker.employment, '') = 'agency' AS agency,
    CAST(COALESCE(worker.fte, 1) AS DECIMAL(12, 4)) AS fte, worker.service, worker.team_id
FROM workforce_workers AS worker
JOIN snapshot_dates
    ON worker.start_date <= snapshot_dates.snapshot_date
    AND (worker.end_date IS NULL OR snapshot_dates.snapshot_date < worker.end_date)
WHERE worker.worker_id IS NOT NULL
