-- What are the open deals worth in each currency, and in euros?
--
-- Cost: 10 tokens for every 500 open deals, 20 for the currencies.
-- Cheap because only the open deals are sent. Pipedrive's API has no exchange rates, so bring your own: here as a list,
-- else as a local file (`CREATE EXTERNAL TABLE rates STORED AS CSV LOCATION 'rates.csv'`).
WITH rates (code, to_euro) AS (
    VALUES ('EUR', 1.0), ('USD', 0.87), ('GBP', 1.14), ('JPY', 0.0056)
)
SELECT
    d.currency,
    c.name,
    count(*) AS deals,
    round(sum(d.value), 2) AS value,
    round(sum(d.value * r.to_euro), 2) AS euros
FROM deals AS d
LEFT JOIN currencies AS c ON c.code = d.currency
LEFT JOIN rates AS r ON r.code = d.currency
WHERE d.status = 'open' AND NOT d.is_archived
GROUP BY d.currency, c.name
ORDER BY euros DESC NULLS LAST;
