-- Who has how many overdue activities, and how long has the oldest one waited?
--
-- Cost: 10 tokens for every 500 activities still to do, 20 for the users.
-- Cheap because Pipedrive sends only what is not done, usually a small part of the table.
SELECT
    u.name AS assigned_to,
    count(*) AS overdue,
    count(*) FILTER (WHERE a.type = 'call') AS calls,
    count(*) FILTER (WHERE a.type = 'meeting') AS meetings,
    min(a.due_date) AS oldest
FROM activities AS a
JOIN users AS u ON u.id = a.owner_id
WHERE NOT a.done AND a.due_date < current_date
GROUP BY u.name
ORDER BY overdue DESC, u.name;
