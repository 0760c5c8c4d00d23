-- Who keeps an eye on the ten largest open deals, and who on the customers' side takes part in them?
--
-- Cost: 10 tokens for every 500 open deals, 10 for the followers and 10 for the participants of each of the ten, and 20
-- for the users.
-- Cheap because only ten deals are left before their followers are asked for: Pipedrive lists them for one deal at a
-- time, and without the limit every open deal would cost a request.
WITH largest AS (
    SELECT id, title, owner_id, value
    FROM deals
    WHERE status = 'open' AND NOT is_archived AND currency = 'EUR'
    ORDER BY value DESC
    LIMIT 10
)
SELECT d.title, round(d.value) AS euros, u.name AS follower, f.user_id = d.owner_id AS owns_the_deal
FROM largest AS d
JOIN deal_followers AS f ON f.deal_id = d.id
JOIN users AS u ON u.id = f.user_id
ORDER BY euros DESC, d.title, follower;

WITH largest AS (
    SELECT id, title, person_id, value
    FROM deals
    WHERE status = 'open' AND NOT is_archived AND currency = 'EUR'
    ORDER BY value DESC
    LIMIT 10
)
SELECT d.title, p.person_name AS participant, p.person_id = d.person_id AS is_the_contact, p.add_time AS since
FROM largest AS d
JOIN deal_participants AS p ON p.deal_id = d.id
ORDER BY d.value DESC, since;
