-- How do contract types compare, and which products are they about? Both are custom fields of the sample account; put
-- your own in their place. The first query lists them.
--
-- Cost: 10 tokens for the definitions of fields, once; then 10 for every 500 open deals.
-- Cheap because Pipedrive is asked for the custom fields in use and leaves out the rest.
SELECT field_name, field_type, field_code
FROM deal_fields
WHERE is_custom_field
ORDER BY field_name;

SELECT
    contract_type,
    count(*) AS deals,
    count(contract_value) AS with_contract,
    round(avg(contract_value) FILTER (WHERE contract_value_currency = 'EUR'), 2) AS average_euros,
    min(contract_period) AS earliest_start,
    max(contract_period_until) AS latest_end
FROM deals
WHERE status = 'open' AND NOT is_archived
GROUP BY contract_type
ORDER BY deals DESC;

-- A field with several choices is a list; `unnest` makes a row of each.
SELECT product, count(*) AS deals
FROM (
    SELECT unnest(products_of_interest) AS product
    FROM deals
    WHERE status = 'open' AND NOT is_archived
)
GROUP BY product
ORDER BY deals DESC;
