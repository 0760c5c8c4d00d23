-- Which open deals should close in the next 30 days, who leads them, and whom do we call? A join over four tables.
--
-- Cost: 10 tokens for every 500 open deals, persons and organizations, 5 for the stages.
-- Cheap because each table is read once, however many deals there are, and the deals are cut down first.
SELECT
    d.expected_close_date AS closes,
    d.title,
    s.name AS stage,
    d.value,
    d.currency,
    o.name AS organization,
    p.name AS contact,
    coalesce(p.primary_phone, p.primary_email) AS reach
FROM deals AS d
JOIN stages AS s ON s.id = d.stage_id
LEFT JOIN organizations AS o ON o.id = d.org_id
LEFT JOIN persons AS p ON p.id = d.person_id
WHERE d.status = 'open'
  AND NOT d.is_archived
  AND d.expected_close_date BETWEEN current_date AND current_date + INTERVAL '30 days'
ORDER BY closes, d.value DESC;
