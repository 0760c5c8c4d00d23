-- How do I bring a list in from a file, without making anybody twice? MERGE changes the persons it finds and adds the
-- others. Here the list is written out; yours may be
-- `CREATE EXTERNAL TABLE contacts STORED AS CSV LOCATION 'contacts.csv' OPTIONS ('format.has_header' 'true')`.
--
-- Cost: 10 tokens for every 500 persons, to see who is there already; then 5 for each row that is written.

CREATE TABLE contacts AS
SELECT * FROM (VALUES
    ('Ada of the file', 'ada@file.example', '+372 5000 0001'),
    ('Bob of the file', 'bob@file.example', NULL)
) AS file (name, email, phone);

-- What would be sent? Read it before the statement does it.
SET pipedrive.dry_run = true;

MERGE INTO persons AS p
USING contacts AS c ON p.primary_email = c.email
WHEN MATCHED THEN UPDATE SET name = c.name
WHEN NOT MATCHED THEN INSERT (name, primary_email, primary_phone) VALUES (c.name, c.email, c.phone);

SET pipedrive.dry_run = false;

MERGE INTO persons AS p
USING contacts AS c ON p.primary_email = c.email
WHEN MATCHED THEN UPDATE SET name = c.name
WHEN NOT MATCHED THEN INSERT (name, primary_email, primary_phone) VALUES (c.name, c.email, c.phone);

SELECT "row", operation, outcome, error
FROM last_write;

-- Without a MERGE: the columns of the query go by their names.
INSERT INTO organizations
SELECT DISTINCT 'Company of ' || name AS name FROM contacts;

-- A row that must be there once is found by what makes it the one: here a deal for each of them that has none.
INSERT INTO deals (title, person_id)
SELECT 'Call ' || p.name, p.id
FROM persons AS p
JOIN contacts AS c ON c.email = p.primary_email
WHERE NOT EXISTS (SELECT 1 FROM deals AS d WHERE d.person_id = p.id);

SELECT d.title, p.primary_email
FROM deals AS d
JOIN persons AS p ON p.id = d.person_id
JOIN contacts AS c ON c.email = p.primary_email;
