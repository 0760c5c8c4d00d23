-- Which open deals has nobody touched for 90 days, with nothing planned? The twenty largest in euros.
--
-- Cost: 10 tokens for every 500 open deals that are that old.
-- Cheap because Pipedrive matches the status and the time of the last change; `next_activity_id`, which it sends only
-- when asked to, is requested because it is used here.
SELECT
    d.id,
    d.title,
    d.value,
    date_part('day', now() - d.update_time) AS quiet_days
FROM deals AS d
WHERE d.status = 'open'
  AND NOT d.is_archived
  AND d.update_time < now() - INTERVAL '90 days'
  AND d.next_activity_id IS NULL
  AND d.currency = 'EUR'
ORDER BY d.value DESC
LIMIT 20;
