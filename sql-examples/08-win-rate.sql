-- What share of the deals decided in the last twelve months did we win, month by month?
--
-- Cost: 10 tokens for every 500 deals decided and changed since then, 20 for every 500 of those in the archive.
-- Cheap because Pipedrive matches both statuses in one request and skips deals that have not changed for a year.
SELECT
    CAST(date_trunc('month', local_close_date) AS DATE) AS month,
    count(*) FILTER (WHERE status = 'won') AS won,
    count(*) FILTER (WHERE status = 'lost') AS lost,
    round(100.0 * count(*) FILTER (WHERE status = 'won') / count(*), 1) AS win_rate_percent
FROM deals
WHERE status IN ('won', 'lost')
  AND local_close_date >= date_trunc('month', current_date) - INTERVAL '11 months'
  AND update_time >= date_trunc('month', now()) - INTERVAL '11 months' - INTERVAL '1 day'
GROUP BY month
ORDER BY month;
