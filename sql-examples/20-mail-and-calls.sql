-- With whom have we talked lately, and for how long? And what were the last e-mails to and from the contacts of the
-- largest open deals?
--
-- Cost: 20 tokens for every 50 of your calls, 10 for every 500 persons and 500 open deals, 20 for the e-mails of each
-- of five persons.
-- Cheap because there are few calls, and because five persons are left before their e-mails are asked for.
SELECT
    p.name AS person,
    count(*) AS calls,
    count(*) FILTER (WHERE c.outcome = 'connected') AS connected,
    sum(c.duration) / 60 AS minutes,
    max(c.start_time) AS latest
FROM call_logs AS c
JOIN persons AS p ON p.id = c.person_id
GROUP BY p.id, p.name
ORDER BY latest DESC
LIMIT 20;

WITH contacts AS (
    SELECT person_id, max(value) AS value
    FROM deals
    WHERE status = 'open' AND NOT is_archived AND currency = 'EUR' AND person_id IS NOT NULL
    GROUP BY person_id
    ORDER BY value DESC
    LIMIT 5
)
SELECT p.name AS person, m.subject, m."from"[1]['name'] AS sender, m."to"[1]['name'] AS recipient, m.message_time
FROM contacts AS c
JOIN person_mail_messages AS m ON m.person_id = c.person_id
JOIN persons AS p ON p.id = c.person_id
ORDER BY m.message_time DESC
LIMIT 20;
