-- The same answer two ways: what is the difference in price?
--
-- Cost: nothing for an EXPLAIN, once the columns of `deals` are known; the last query costs what the second one shows.

-- Everything: both lists of deals, all pages, to count here.
EXPLAIN
SELECT count(*) FROM deals WHERE lower(status) = 'won';

-- Pipedrive matches the status; the archive stays closed.
EXPLAIN
SELECT count(*) FROM deals WHERE status = 'won' AND NOT is_archived;

-- A query that would cost more than this is refused before its first request.
SET pipedrive.max_tokens_per_query = 500;

-- EXPLAIN ANALYZE runs the query and shows what it did cost.
EXPLAIN ANALYZE
SELECT count(*) FROM deals WHERE status = 'won' AND NOT is_archived;
