-- What changed in the last seven days? The question to ask every night to keep a copy up to date.
--
-- Cost: 10 tokens for every 500 changed rows of each table, 20 for those in the archive: 50 on a quiet day.
-- Cheap because Pipedrive matches the time of the last change, so that the price follows what happened and not how
-- large the account is.
SELECT 'deals' AS "table", count(*) AS changed, max(update_time) AS latest
FROM deals
WHERE update_time >= now() - INTERVAL '7 days'
UNION ALL
SELECT 'persons', count(*), max(update_time)
FROM persons
WHERE update_time >= now() - INTERVAL '7 days'
UNION ALL
SELECT 'organizations', count(*), max(update_time)
FROM organizations
WHERE update_time >= now() - INTERVAL '7 days'
ORDER BY changed DESC;
