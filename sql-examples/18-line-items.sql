-- Which products brought in the money of the deals won in the last six months? And what is on the open deals that are
-- about to close?
--
-- Cost: 10 tokens for every 500 deals that were won and changed since then, 10 for every 500 that are open, and 10 for
-- every 100 of them that are left.
-- Cheap because Pipedrive picks the deals, and the join asks for the lines of a hundred deals in one request.
SELECT
    p.currency,
    coalesce(p.name, 'a product that is gone') AS product,
    count(DISTINCT d.id) AS deals,
    sum(p.quantity) AS pieces,
    round(sum(p.sum), 2) AS revenue,
    round(sum(p.sum) / sum(p.quantity), 2) AS average_price
FROM deals AS d
JOIN deal_products AS p ON p.deal_id = d.id
WHERE d.status = 'won' AND NOT d.is_archived
  AND d.won_time >= now() - INTERVAL '6 months'
  AND d.update_time >= now() - INTERVAL '6 months'
  AND p.is_enabled
GROUP BY p.currency, p.name
ORDER BY p.currency, revenue DESC
LIMIT 20;

SELECT d.title, d.expected_close_date, p.name AS product, p.quantity, p.sum, p.currency
FROM deals AS d
JOIN deal_products AS p ON p.deal_id = d.id
WHERE d.status = 'open' AND NOT d.is_archived
  AND d.expected_close_date BETWEEN current_date AND current_date + INTERVAL '30 days'
ORDER BY d.expected_close_date, d.id, p.order_nr;
