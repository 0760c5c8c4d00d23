-- How long did the deals of the last three weeks stay in each stage before they were won? And which open deals sit in
-- their stage much longer than that?
--
-- Cost: 10 tokens for every 500 deals that Pipedrive picks and 20 for each of them, because each has its own changelog.
-- Cheap only while few deals are picked, so both questions name a status and a short time.
SELECT
    l.name AS pipeline,
    s.order_nr AS step,
    s.name AS stage,
    count(DISTINCT h.deal_id) AS deals,
    round(avg(h.seconds_in_stage) / 86400.0, 1) AS days_on_average,
    round(max(h.seconds_in_stage) / 86400.0, 1) AS days_at_most
FROM deal_stage_history AS h
JOIN stages AS s ON s.id = h.stage_id
JOIN pipelines AS l ON l.id = s.pipeline_id
WHERE h.deal_status = 'won' AND NOT h.is_archived AND h.update_time >= now() - INTERVAL '21 days'
GROUP BY l.name, s.order_nr, s.name
ORDER BY pipeline, step;

SELECT h.deal_id, s.name AS stage, h.entered_at, round(h.seconds_in_stage / 86400.0) AS days
FROM deal_stage_history AS h
JOIN stages AS s ON s.id = h.stage_id
WHERE h.deal_status = 'open' AND NOT h.is_archived AND h.update_time >= now() - INTERVAL '21 days'
  AND h.left_at IS NULL
ORDER BY days DESC
LIMIT 10;
