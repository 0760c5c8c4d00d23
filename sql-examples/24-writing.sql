-- How do I write? See what would be sent, send it, and see what became of it. This makes a deal, changes it and deletes
-- it, so nothing is left but what Pipedrive keeps of deleted deals for thirty days.
--
-- Cost: 5 tokens for a new deal, 5 for each change, 3 for a deletion, 1 for a look at a deal by its id; and 10 for the
-- definitions of custom fields in an account that was not asked before.

-- A dry run gives the requests as rows, with their price, and sends none of them.
SET pipedrive.dry_run = true;

INSERT INTO deals (title, value, currency, contract_type)
VALUES ('A deal to try things with', 1200, 'EUR', 'New business');

SET pipedrive.dry_run = false;

-- A column that is left out gets Pipedrive's default. Options and labels are named as people see them.
INSERT INTO deals (title, value, currency, contract_type)
VALUES ('A deal to try things with', 1200, 'EUR', 'New business');

-- Which deal is it? What a statement wrote is kept until the next one.
CREATE TABLE mine AS SELECT CAST(id AS BIGINT) AS id FROM last_write;

-- Only what is named is sent; NULL clears.
UPDATE deals
SET value = value * 2, expected_close_date = '2027-03-31', contract_type = NULL
WHERE id IN (SELECT id FROM mine);

SELECT title, value, currency, expected_close_date, contract_type
FROM deals
WHERE id IN (SELECT id FROM mine);

-- An EXPLAIN never writes, and tells the price.
EXPLAIN
UPDATE deals
SET status = 'won'
WHERE id = 5;

DELETE FROM deals
WHERE id IN (SELECT id FROM mine);

SELECT tablename, operation, outcome
FROM last_write;

-- What can be written in a table, and what must a new row have?
SELECT columnname, isinsertable, isupdatable, isrequired
FROM sys_tablecolumns
WHERE tablename = 'deals' AND (isinsertable OR isupdatable)
ORDER BY ordinal;
