-- How far are the projects under way, and what is late in them? Needs the Projects add-on.
--
-- Cost: 10 tokens for every 500 projects and 500 tasks, 10 for the boards and 10 for the phases of each board.
-- Cheap because Pipedrive picks the open projects and the tasks that are not done, and each list is read once.
WITH progress AS (
    SELECT
        project_id,
        count(*) AS tasks,
        count(*) FILTER (WHERE is_done) AS done,
        count(*) FILTER (WHERE NOT is_done AND due_date < current_date) AS late
    FROM tasks
    GROUP BY project_id
)
SELECT
    p.title AS project,
    b.name AS board,
    f.name AS phase,
    t.tasks,
    round(100.0 * t.done / t.tasks) AS percent_done,
    t.late,
    p.end_date
FROM projects AS p
JOIN boards AS b ON b.id = p.board_id
JOIN phases AS f ON f.id = p.phase_id AND f.board_id = b.id
JOIN progress AS t ON t.project_id = p.id
WHERE p.status = 'open' AND NOT p.is_archived
ORDER BY t.late DESC, p.end_date
LIMIT 20;

SELECT t.due_date, current_date - t.due_date AS days_late, t.title AS task, p.title AS project
FROM tasks AS t
JOIN projects AS p ON p.id = t.project_id
WHERE NOT t.is_done AND t.due_date < current_date AND NOT p.is_archived
ORDER BY t.due_date
LIMIT 20;
