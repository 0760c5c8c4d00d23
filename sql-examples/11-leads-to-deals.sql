-- Do deals that began as a lead go better than the others? And which leads are about somebody we already have an open
-- deal with?
--
-- Cost: 10 tokens for every 500 deals, 20 for every 500 leads.
-- Cheap because the archives of deals and leads, which cost twice as much, are left out. Pipedrive deletes a lead when
-- it becomes a deal; what stays is its id in `source_lead_id`, which is sent only when asked for.
SELECT
    source_lead_id IS NOT NULL AS began_as_lead,
    count(*) AS deals,
    count(*) FILTER (WHERE status = 'won') AS won,
    count(*) FILTER (WHERE status = 'lost') AS lost,
    round(100.0 * count(*) FILTER (WHERE status = 'won') / count(*) FILTER (WHERE status IN ('won', 'lost')), 1)
        AS win_rate_percent,
    round(avg(date_part('day', won_time - add_time)), 1) AS days_to_win
FROM deals
WHERE NOT is_archived
GROUP BY began_as_lead
ORDER BY began_as_lead DESC;

SELECT l.title AS lead, d.title AS open_deal, p.name AS person
FROM leads AS l
JOIN deals AS d ON d.person_id = l.person_id
JOIN persons AS p ON p.id = l.person_id
WHERE NOT l.is_archived AND NOT d.is_archived AND d.status = 'open'
ORDER BY l.add_time DESC, d.id;
