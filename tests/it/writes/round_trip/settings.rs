//! Pipelines, types, labels and filters.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "pipelines",
        shows: "SELECT name, is_deal_probability_enabled FROM pipelines WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO pipelines (name) VALUES ('Trip')",
                &[r#"POST /api/v2/pipelines {"name":"Trip"} 200 5"#],
                &["Trip | false"],
            ),
            Step(
                "UPDATE pipelines SET name = 'Trip on', is_deal_probability_enabled = true WHERE name = 'Trip'",
                &[r#"PATCH /api/v2/pipelines/5 {"is_deal_probability_enabled":true,"name":"Trip on"} 200 5"#],
                &["Trip on | true"],
            ),
            Step("DELETE FROM pipelines WHERE name = 'Trip on'", &["DELETE /api/v2/pipelines/5 200 3"], &[]),
        ],
    },
    Trip {
        table: "stages",
        shows: "SELECT name, pipeline_id, deal_probability, is_deal_rot_enabled, days_to_rotten \
                 FROM stages WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO stages (name, pipeline_id, deal_probability) VALUES ('Trip', 1, 50)",
                &[r#"POST /api/v2/stages {"deal_probability":50,"name":"Trip","pipeline_id":1} 200 5"#],
                &["Trip | 1 | 50 | false | NULL"],
            ),
            Step(
                "UPDATE stages SET deal_probability = 60, is_deal_rot_enabled = true, days_to_rotten = 7 \
                 WHERE name = 'Trip'",
                &[
                    r#"PATCH /api/v2/stages/15 {"days_to_rotten":7,"deal_probability":60,"is_deal_rot_enabled":true} 200 5"#,
                ],
                &["Trip | 1 | 60 | true | 7"],
            ),
            Step("DELETE FROM stages WHERE name = 'Trip'", &["DELETE /api/v2/stages/15 200 3"], &[]),
        ],
    },
    Trip {
        table: "activity_types",
        shows: "SELECT name, key_string, icon_key, color, active_flag FROM activity_types WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO activity_types (name, icon_key, color) VALUES ('Trip', 'plane', 'FF0000')",
                &[r#"POST /api/v1/activityTypes {"color":"FF0000","icon_key":"plane","name":"Trip"} 200 10"#],
                &["Trip | trip | plane | FF0000 | true"],
            ),
            Step(
                "UPDATE activity_types SET name = 'Trip on', icon_key = 'car' WHERE name = 'Trip'",
                &[r#"PUT /api/v1/activityTypes/9 {"icon_key":"car","name":"Trip on"} 200 10"#],
                &["Trip on | trip | car | FF0000 | true"],
            ),
            Step("DELETE FROM activity_types WHERE name = 'Trip on'", &["DELETE /api/v1/activityTypes/9 200 6"], &[]),
        ],
    },
    Trip {
        table: "lead_labels",
        shows: "SELECT name, color FROM lead_labels WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO lead_labels (name, color) VALUES ('Trip', 'green')",
                &[r#"POST /api/v1/leadLabels {"color":"green","name":"Trip"} 200 10"#],
                &["Trip | green"],
            ),
            Step(
                "UPDATE lead_labels SET name = 'Trip on', color = 'red' WHERE name = 'Trip'",
                &[
                    r#"PATCH /api/v1/leadLabels/a42c2261-4214-48cf-97e3-69001dac1c9b {"color":"red","name":"Trip on"} 200 10"#,
                ],
                &["Trip on | red"],
            ),
            Step(
                "DELETE FROM lead_labels WHERE name = 'Trip on'",
                &["DELETE /api/v1/leadLabels/a42c2261-4214-48cf-97e3-69001dac1c9b 200 6"],
                &[],
            ),
        ],
    },
    Trip {
        table: "filters",
        shows: "SELECT name, type, active_flag FROM filters WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                r#"INSERT INTO filters (name, type, conditions) VALUES ('Trip', 'deals', '{"glue":"and","conditions":[{"glue":"and","conditions":[{"object":"deal","field_id":12452,"operator":"=","value":"open"}]},{"glue":"or","conditions":[]}]}')"#,
                &[
                    r#"POST /api/v1/filters {"conditions":{"conditions":[{"conditions":[{"field_id":12452,"object":"deal","operator":"=","value":"open"}],"glue":"and"},{"conditions":[],"glue":"or"}],"glue":"and"},"name":"Trip","type":"deals"} 200 10"#,
                ],
                &["Trip | deals | true"],
            ),
            Step(
                "UPDATE filters SET name = 'Trip on' WHERE id = 13",
                &[
                    r#"PUT /api/v1/filters/13 {"conditions":{"conditions":[{"conditions":[{"extra_value":null,"field_id":"12452","json_value_flag":false,"object":"deal","operator":"=","value":"open"}],"glue":"and"},{"conditions":[],"glue":"or"}],"glue":"and"},"name":"Trip on"} 200 10"#,
                ],
                &["Trip on | deals | true"],
            ),
            Step("DELETE FROM filters WHERE name = 'Trip on'", &["DELETE /api/v1/filters/13 200 6"], &[]),
        ],
    },
];
