-- What does a filter that somebody saved in Pipedrive hold? Filter 3 of the sample account is “Big open deals”; the
-- first query lists yours.
--
-- Cost: 20 tokens for the list of filters; then 10 for every 500 deals of the filter.
-- Cheap because Pipedrive evaluates the filter, whatever it looks at, and sends the rows that pass.
SELECT id, name, type
FROM filters
ORDER BY type, name;

SELECT id, title, value, currency
FROM deals
WHERE filter_id = 3 AND NOT is_archived
ORDER BY id;
