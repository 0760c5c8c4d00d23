//! Projects, their boards and plans, tasks and activities.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "projects",
        shows: "SELECT title, board_id, phase_id, deal_ids, status, is_archived \
                 FROM projects WHERE title LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO projects (title, board_id, phase_id, deal_ids) VALUES ('Trip', 1, 1, [1])",
                &[r#"POST /api/v2/projects {"board_id":1,"deal_ids":[1],"phase_id":1,"title":"Trip"} 201 5"#],
                &["Trip | 1 | 1 | [1] | open | false"],
            ),
            Step(
                "UPDATE projects SET title = 'Trip on', status = 'completed', deal_ids = [1, 2] WHERE title = 'Trip'",
                &[r#"PATCH /api/v2/projects/16 {"deal_ids":[1,2],"status":"completed","title":"Trip on"} 200 5"#],
                &["Trip on | 1 | 1 | [1, 2] | completed | false"],
            ),
            Step(
                "UPDATE projects SET is_archived = true WHERE title = 'Trip on'",
                &["POST /api/v2/projects/16/archive 200 3"],
                &["Trip on | 1 | 1 | [1, 2] | completed | true"],
            ),
            Step("DELETE FROM projects WHERE title = 'Trip on'", &["DELETE /api/v2/projects/16 200 3"], &[]),
        ],
    },
    Trip {
        table: "project_plan",
        shows: "SELECT project_id, item_type, item_id, phase_id, group_id \
                 FROM project_plan WHERE project_id = 4 AND item_id IN (33, 89) ORDER BY 2",
        before: &["4 | activity | 89 | 6 | NULL", "4 | task | 33 | 7 | NULL"],
        steps: &[
            Step(
                "UPDATE project_plan SET phase_id = 5, group_id = 17 WHERE project_id = 4 AND item_id = 33",
                &[r#"PUT /api/v1/projects/4/plan/tasks/33 {"group_id":17,"phase_id":5} 200 10"#],
                &["4 | activity | 89 | 6 | NULL", "4 | task | 33 | 5 | 17"],
            ),
            Step(
                "UPDATE project_plan SET phase_id = 7 WHERE project_id = 4 AND item_type = 'activity'",
                &[r#"PUT /api/v1/projects/4/plan/activities/89 {"phase_id":7} 200 10"#],
                &["4 | activity | 89 | 7 | NULL", "4 | task | 33 | 5 | 17"],
            ),
        ],
    },
    Trip {
        table: "tasks",
        shows: "SELECT title, project_id, assignee_ids, is_done, due_date FROM tasks WHERE title LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO tasks (title, project_id, assignee_ids, due_date) \
                 VALUES ('Trip', 1, [1, 2], '2030-01-31')",
                &[
                    r#"POST /api/v2/tasks {"assignee_ids":[1,2],"due_date":"2030-01-31","project_id":1,"title":"Trip"} 201 5"#,
                ],
                &["Trip | 1 | [1, 2] | false | 2030-01-31"],
            ),
            Step(
                "UPDATE tasks SET is_done = true, due_date = NULL, assignee_ids = [2] WHERE title = 'Trip'",
                &[r#"PATCH /api/v2/tasks/1000001 {"assignee_ids":[2],"done":1,"due_date":null} 200 5"#],
                &["Trip | 1 | [2] | true | NULL"],
            ),
            Step("DELETE FROM tasks WHERE title = 'Trip'", &["DELETE /api/v2/tasks/1000001 200 3"], &[]),
        ],
    },
    Trip {
        table: "boards",
        shows: "SELECT name, order_nr FROM boards WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO boards (name, order_nr) VALUES ('Trip', 5)",
                &[r#"POST /api/v2/boards {"name":"Trip","order_nr":5} 200 5"#],
                &["Trip | 5"],
            ),
            Step(
                "UPDATE boards SET name = 'Trip on' WHERE name = 'Trip'",
                &[r#"PATCH /api/v2/boards/101 {"name":"Trip on"} 200 5"#],
                &["Trip on | 5"],
            ),
            Step("DELETE FROM boards WHERE name = 'Trip on'", &["DELETE /api/v2/boards/101 200 3"], &[]),
        ],
    },
    Trip {
        table: "phases",
        shows: "SELECT name, board_id, order_nr FROM phases WHERE board_id = 1 AND name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO phases (name, board_id, order_nr) VALUES ('Trip', 1, 5)",
                &[r#"POST /api/v2/phases {"board_id":1,"name":"Trip","order_nr":5} 200 5"#],
                &["Trip | 1 | 5"],
            ),
            Step(
                "UPDATE phases SET name = 'Trip on', order_nr = 6 WHERE board_id = 1 AND name = 'Trip'",
                &[r#"PATCH /api/v2/phases/101 {"name":"Trip on","order_nr":6} 200 5"#],
                &["Trip on | 1 | 6"],
            ),
            Step(
                "DELETE FROM phases WHERE board_id = 1 AND name = 'Trip on'",
                &["DELETE /api/v2/phases/101 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "activities",
        shows: "SELECT subject, type, due_date, due_time, duration, deal_id, done, location \
                 FROM activities WHERE subject LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO activities (subject, type, due_date, due_time, duration, deal_id, location) \
                 VALUES ('Trip', 'call', '2030-01-31', '09:30', '00:30', 1, 'Main St 1')",
                &[
                    r#"POST /api/v2/activities {"deal_id":1,"due_date":"2030-01-31","due_time":"09:30","duration":"00:30","location":{"value":"Main St 1"},"subject":"Trip","type":"call"} 200 5"#,
                ],
                &["Trip | call | 2030-01-31 | 09:30 | 00:30 | 1 | false | Main St 1"],
            ),
            Step(
                "UPDATE activities SET subject = 'Trip on', done = true, due_time = NULL WHERE subject = 'Trip'",
                &[r#"PATCH /api/v2/activities/241 {"done":true,"due_time":null,"subject":"Trip on"} 200 5"#],
                &["Trip on | call | 2030-01-31 | NULL | 00:30 | 1 | true | Main St 1"],
            ),
            Step("DELETE FROM activities WHERE subject = 'Trip on'", &["DELETE /api/v2/activities/241 200 3"], &[]),
        ],
    },
];
