/*
id = "period_months"
title = "The months of each period: period, as_at, month_number (year times 12 plus month)"
*/
SELECT period, as_at,
    unnest(generate_series(
        CAST(date_part('year', start_date) * 12 + date_part('month', start_date) AS BIGINT),
        CAST(date_part('year', as_at) * 12 + date_part('month', as_at) AS BIGINT)
    )) AS month_number
FROM periods
WHERE start_date <= as_at
