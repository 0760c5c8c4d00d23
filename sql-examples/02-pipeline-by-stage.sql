-- What is in each stage, what is it worth by the chance of winning, and how long has it been there?
--
-- Cost: 10 tokens for every 500 open deals, and 5 each for stages and pipelines.
-- Cheap because the status is matched by Pipedrive, deals in the archive are left out, and stages and pipelines are
-- small. The join, the groups and the averages are worked out here and cost nothing.
SELECT
    p.name AS pipeline,
    s.name AS stage,
    d.currency,
    count(*) AS deals,
    round(sum(d.value), 2) AS value,
    round(sum(d.value * coalesce(d.probability, s.deal_probability) / 100), 2) AS weighted_value,
    max(date_part('day', now() - coalesce(d.stage_change_time, d.add_time))) AS longest_days
FROM deals AS d
JOIN stages AS s ON s.id = d.stage_id
JOIN pipelines AS p ON p.id = s.pipeline_id
WHERE d.status = 'open' AND NOT d.is_archived
GROUP BY p.order_nr, p.name, s.order_nr, s.name, d.currency
ORDER BY p.order_nr, s.order_nr, value DESC;
