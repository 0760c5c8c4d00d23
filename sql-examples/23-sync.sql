-- How do I keep a copy up to date? Remember the latest `update_time` of the rows you have, ask for everything at or
-- after it, and write what comes over the rows with the same `id`.
--
-- `>=` and not `>`: several rows can change in the second that was read last, some of them after it was read. So the
-- last rows come once more, and the `id` sees to it that they are not there twice. Take the time from the rows and not
-- from a clock: Pipedrive's goes differently. Rows that never changed since Pipedrive keeps the time have none; they
-- came with the first copy, and get a time with their first change.
--
-- Cost: 10 tokens for every 500 changed deals, 20 for those in the archive, and 30 to ask for the latest change: 90
-- for all of this on a quiet day, the columns of the table included.

-- Is there anything new at all? One row of each list tells.
SELECT max(update_time) AS latest_change
FROM deals;

-- What changed since, deleted deals included: Pipedrive shows those for thirty days.
SELECT id, title, status, value, currency, is_deleted, update_time
FROM deals
WHERE update_time >= now() - INTERVAL '7 days' AND is_deleted IN (true, false)
ORDER BY update_time, id;

-- A window with two bounds costs what changed in it, so a copy that fell behind can catch up in parts. A part begins
-- with the bound that the one before ended with, and holds that instant itself.
EXPLAIN
SELECT id, title, status, value, currency, is_deleted, update_time
FROM deals
WHERE update_time >= '2026-01-01' AND update_time < '2026-02-01' AND is_deleted IN (true, false);
