//! Users, roles and teams.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "users",
        shows: "SELECT name, email, active_flag FROM users WHERE email = 'trip@trip.example'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO users (email) VALUES ('trip@trip.example')",
                &[r#"POST /api/v1/users {"email":"trip@trip.example"} 200 10"#],
                &["trip | trip@trip.example | true"],
            ),
            Step(
                "UPDATE users SET active_flag = false WHERE email = 'trip@trip.example'",
                &[r#"PUT /api/v1/users/13 {"active_flag":false} 200 10"#],
                &["trip | trip@trip.example | false"],
            ),
        ],
    },
    Trip {
        table: "roles",
        shows: "SELECT name, parent_role_id FROM roles WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO roles (name, parent_role_id) VALUES ('Trip', 2)",
                &[r#"POST /api/v1/roles {"name":"Trip","parent_role_id":2} 200 10"#],
                &["Trip | 2"],
            ),
            Step(
                "UPDATE roles SET name = 'Trip on', parent_role_id = 1 WHERE name = 'Trip'",
                &[r#"PUT /api/v1/roles/7 {"name":"Trip on","parent_role_id":1} 200 10"#],
                &["Trip on | 1"],
            ),
            Step("DELETE FROM roles WHERE name = 'Trip on'", &["DELETE /api/v1/roles/7 200 6"], &[]),
        ],
    },
    Trip {
        table: "role_assignments",
        shows: "SELECT role_id, user_id FROM role_assignments WHERE role_id IN (1, 2) AND user_id = 5",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO role_assignments (role_id, user_id) VALUES (2, 5)",
                &[r#"POST /api/v1/roles/2/assignments {"user_id":5} 200 10"#],
                &["2 | 5"],
            ),
            Step(
                "DELETE FROM role_assignments WHERE role_id = 2 AND user_id = 5",
                &[r#"DELETE /api/v1/roles/2/assignments {"user_id":5} 200 6"#],
                &["1 | 5"],
            ),
        ],
    },
    Trip {
        table: "role_settings",
        shows: "SELECT role_id, deal_default_visibility, lead_default_visibility \
                 FROM role_settings WHERE role_id = 2",
        before: &["2 | 3 | 3"],
        steps: &[Step(
            "UPDATE role_settings SET deal_default_visibility = 1, lead_default_visibility = 1 WHERE role_id = 2",
            &[
                r#"POST /api/v1/roles/2/settings {"setting_key":"deal_default_visibility","value":1} 200 10"#,
                r#"POST /api/v1/roles/2/settings {"setting_key":"lead_default_visibility","value":1} 200 10"#,
            ],
            &["2 | 1 | 1"],
        )],
    },
    Trip {
        table: "legacy_teams",
        shows: "SELECT name, description, manager_id, users, active_flag FROM legacy_teams WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO legacy_teams (name, manager_id, users) VALUES ('Trip', 1, [2, 3])",
                &[r#"POST /api/v1/legacyTeams {"manager_id":1,"name":"Trip","users":[2,3]} 200 10"#],
                &["Trip | NULL | 1 | [2, 3] | true"],
            ),
            Step(
                "UPDATE legacy_teams SET name = 'Trip on', description = 'x', users = [3], active_flag = false \
                 WHERE name = 'Trip'",
                &[
                    r#"PUT /api/v1/legacyTeams/5 {"active_flag":0,"description":"x","name":"Trip on","users":[3]} 200 10"#,
                ],
                &["Trip on | x | 1 | [3] | false"],
            ),
        ],
    },
    Trip {
        table: "legacy_team_users",
        shows: "SELECT team_id, user_id FROM legacy_team_users WHERE team_id = 1 ORDER BY user_id",
        before: &["1 | 1", "1 | 2", "1 | 4", "1 | 5"],
        steps: &[
            Step(
                "INSERT INTO legacy_team_users (team_id, user_id) VALUES (1, 11)",
                &[r#"POST /api/v1/legacyTeams/1/users {"users":[11]} 200 10"#],
                &["1 | 1", "1 | 2", "1 | 4", "1 | 5", "1 | 11"],
            ),
            Step(
                "DELETE FROM legacy_team_users WHERE team_id = 1 AND user_id = 11",
                &[r#"DELETE /api/v1/legacyTeams/1/users {"users":[11]} 200 10"#],
                &["1 | 1", "1 | 2", "1 | 4", "1 | 5"],
            ),
        ],
    },
];
