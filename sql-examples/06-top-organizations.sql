-- Which ten organizations have the most at stake in open deals?
--
-- Cost: 10 tokens for every 500 open deals and 10 for every 500 organizations.
-- Cheap because the deals are cut down to the open ones by Pipedrive before they are added up here.
WITH at_stake AS (
    SELECT org_id, count(*) AS deals, sum(value) AS value, max(expected_close_date) AS last_close
    FROM deals
    WHERE status = 'open' AND NOT is_archived AND currency = 'EUR' AND org_id IS NOT NULL
    GROUP BY org_id
    ORDER BY value DESC
    LIMIT 10
)
SELECT o.name, o.address_country AS country, s.deals, round(s.value, 2) AS euros, s.last_close
FROM at_stake AS s
JOIN organizations AS o ON o.id = s.org_id
ORDER BY s.value DESC;
