-- What did each owner win this quarter, by the account's own calendar?
--
-- Cost: 10 tokens for every 500 deals won and changed since the quarter began, 20 for every 500 of those that are
-- archived, 20 for the users.
-- Cheap because a deal won this quarter has changed this quarter: `update_time` says what `local_won_date` says in
-- words that Pipedrive can search by, a day early because the two follow different clocks.
-- may be empty in the first days of a quarter
SELECT u.name AS owner, d.currency, count(*) AS won, round(sum(d.value), 2) AS value
FROM deals AS d
JOIN users AS u ON u.id = d.owner_id
WHERE d.status = 'won'
  AND d.local_won_date >= date_trunc('quarter', current_date)
  AND d.update_time >= date_trunc('quarter', now()) - INTERVAL '1 day'
GROUP BY u.name, d.currency
ORDER BY u.name, value DESC;
