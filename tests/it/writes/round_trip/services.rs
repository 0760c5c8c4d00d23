//! Notes, files, calls, mail, goals and what else is recorded.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "notes",
        shows: "SELECT content, deal_id, pinned_to_deal_flag FROM notes WHERE content LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO notes (content, deal_id) VALUES ('Trip', 1)",
                &[r#"POST /api/v1/notes {"content":"Trip","deal_id":1} 200 10"#],
                &["Trip | 1 | false"],
            ),
            Step(
                "UPDATE notes SET content = 'Trip on', pinned_to_deal_flag = true WHERE content = 'Trip'",
                &[r#"PUT /api/v1/notes/61 {"content":"Trip on","deal_id":1,"pinned_to_deal_flag":1} 200 10"#],
                &["Trip on | 1 | true"],
            ),
            Step("DELETE FROM notes WHERE content = 'Trip on'", &["DELETE /api/v1/notes/61 200 6"], &[]),
        ],
    },
    Trip {
        table: "note_comments",
        shows: "SELECT note_id, content FROM note_comments WHERE note_id = 1 AND content LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO note_comments (note_id, content) VALUES (1, 'Trip')",
                &[r#"POST /api/v1/notes/1/comments {"content":"Trip"} 200 10"#],
                &["1 | Trip"],
            ),
            Step(
                "UPDATE note_comments SET content = 'Trip on' WHERE note_id = 1 AND content = 'Trip'",
                &[r#"PUT /api/v1/notes/1/comments/d4a72d32-0696-48d8-af38-5d6ffa67bcfe {"content":"Trip on"} 200 10"#],
                &["1 | Trip on"],
            ),
            Step(
                "DELETE FROM note_comments WHERE note_id = 1 AND content = 'Trip on'",
                &["DELETE /api/v1/notes/1/comments/d4a72d32-0696-48d8-af38-5d6ffa67bcfe 200 6"],
                &[],
            ),
        ],
    },
    Trip {
        table: "files",
        shows: "SELECT id, name, description FROM files WHERE id = 1",
        before: &["1 | Requirements, final.docx | NULL"],
        steps: &[
            Step(
                "UPDATE files SET name = 'trip.pdf', description = 'Trip' WHERE id = 1",
                &[r#"PUT /api/v1/files/1 {"description":"Trip","name":"trip.pdf"} 200 10"#],
                &["1 | trip.pdf | Trip"],
            ),
            Step("DELETE FROM files WHERE id = 1", &["DELETE /api/v1/files/1 200 6"], &[]),
        ],
    },
    Trip {
        table: "call_logs",
        shows: "SELECT subject, outcome, to_phone_number, duration, deal_id FROM call_logs WHERE subject = 'Trip'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO call_logs (subject, outcome, to_phone_number, start_time, end_time, deal_id) \
                 VALUES ('Trip', 'connected', '+372 1', '2026-09-20T10:00:00Z', '2026-09-20T10:01:30Z', 1)",
                &[
                    r#"POST /api/v1/callLogs {"deal_id":1,"end_time":"2026-09-20 10:01:30","outcome":"connected","start_time":"2026-09-20 10:00:00","subject":"Trip","to_phone_number":"+372 1"} 200 10"#,
                ],
                &["Trip | connected | +372 1 | 90 | 1"],
            ),
            Step(
                "DELETE FROM call_logs WHERE subject = 'Trip'",
                &["DELETE /api/v1/callLogs/fc5f2d23-0a2a-41c2-8de2-de6aeee31031 200 6"],
                &[],
            ),
        ],
    },
    Trip {
        table: "mail_threads",
        shows: "SELECT id, deal_id, shared_flag FROM mail_threads WHERE folder = 'inbox' ORDER BY id LIMIT 3",
        before: &["4 | NULL | false", "8 | NULL | false", "9 | 18 | true"],
        steps: &[
            Step(
                "UPDATE mail_threads SET deal_id = 2, shared_flag = true WHERE folder = 'inbox' ORDER BY id LIMIT 1",
                &[r#"PUT /api/v1/mailbox/mailThreads/4 {"deal_id":"2","shared_flag":"1"} 200 10"#],
                &["4 | 2 | true", "8 | NULL | false", "9 | 18 | true"],
            ),
            Step(
                "DELETE FROM mail_threads WHERE folder = 'inbox' ORDER BY id LIMIT 1",
                &["DELETE /api/v1/mailbox/mailThreads/4 200 6"],
                &["8 | NULL | false", "9 | 18 | true", "13 | NULL | true"],
            ),
        ],
    },
    Trip {
        table: "goals",
        shows: r#"SELECT title, type_name, pipeline_ids, assignee_type, target, tracking_metric, "interval", duration_start FROM goals WHERE title LIKE 'Trip%'"#,
        before: &[],
        steps: &[
            Step(
                "INSERT INTO goals (title, type_name, pipeline_ids, assignee_type, assignee_id, interval, \
                 duration_start, target, tracking_metric) \
                 VALUES ('Trip', 'deals_started', [1], 'person', 1, 'monthly', '2030-01-01', 50, 'quantity')",
                &[
                    r#"POST /api/v1/goals {"assignee":{"id":1,"type":"person"},"duration":{"start":"2030-01-01"},"expected_outcome":{"target":50,"tracking_metric":"quantity"},"interval":"monthly","title":"Trip","type":{"name":"deals_started","params":{"pipeline_id":[1]}}} 200 10"#,
                ],
                &["Trip | deals_started | [1] | person | 50.0 | quantity | monthly | 2030-01-01"],
            ),
            Step(
                "UPDATE goals SET title = 'Trip on', target = 60 WHERE title = 'Trip'",
                &[
                    r#"PUT /api/v1/goals/a1bb1356-5c5b-4e79-ac3e-be962f08945d {"expected_outcome":{"target":60,"tracking_metric":"quantity"},"title":"Trip on"} 200 10"#,
                ],
                &["Trip on | deals_started | [1] | person | 60.0 | quantity | monthly | 2030-01-01"],
            ),
            Step(
                "DELETE FROM goals WHERE title = 'Trip on'",
                &["DELETE /api/v1/goals/a1bb1356-5c5b-4e79-ac3e-be962f08945d 200 6"],
                &[],
            ),
        ],
    },
    Trip {
        table: "webhooks",
        shows: "SELECT name, event_action, event_object, subscription_url, http_auth_user \
                 FROM webhooks WHERE name = 'Trip'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO webhooks (name, event_action, event_object, subscription_url, http_auth_user) \
                 VALUES ('Trip', 'change', 'deal', 'https://trip.example/hook', 'ann')",
                &[
                    r#"POST /api/v1/webhooks {"event_action":"change","event_object":"deal","http_auth_user":"ann","name":"Trip","subscription_url":"https://trip.example/hook"} 201 10"#,
                ],
                &["Trip | change | deal | https://trip.example/hook | ann"],
            ),
            Step("DELETE FROM webhooks WHERE name = 'Trip'", &["DELETE /api/v1/webhooks/5 200 6"], &[]),
        ],
    },
];
