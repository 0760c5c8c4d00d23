-- Four questions to an account, for a first look. They use built-in columns only, so they also run on yours.
--
-- Cost: 51 tokens of the day's budget for everything below on the sample account, the columns of the tables included.

-- Where does the money stand? Amounts of several currencies do not add up, so this asks for one of them.
-- Pipedrive sends the open deals alone, 500 for 10 tokens; the archive, which costs twice as much, is left out.
SELECT p.name AS pipeline, s.name AS stage, count(*) AS deals, round(sum(d.value)) AS euros
FROM deals AS d
JOIN stages AS s ON s.id = d.stage_id
JOIN pipelines AS p ON p.id = s.pipeline_id
WHERE d.status = 'open' AND NOT d.is_archived AND d.currency = 'EUR'
GROUP BY p.order_nr, p.name, s.order_nr, s.name
ORDER BY p.order_nr, s.order_nr;

-- What came in last? Pipedrive sorts and sends five rows.
SELECT id, title, value, currency, add_time
FROM deals
WHERE NOT is_archived
ORDER BY add_time DESC
LIMIT 5;

-- Who is it about? One record by its id costs one token.
SELECT name, job_title, primary_email, primary_phone
FROM persons
WHERE id = 7;

-- And what would a question cost? EXPLAIN shows the requests and their price, and sends none of them.
EXPLAIN
SELECT subject, due_date
FROM activities
WHERE deal_id = 7 AND NOT done;
