//! The procedure for what has no table and no procedure of its own.

use crate::ColumnType::{Int64, Text};
use crate::{Effect, ParameterSpec, Procedure, ProcedureSpec, ResultColumnSpec};

/// `PipedriveRequest`. What it costs depends on the operation.
pub(super) static PIPEDRIVE_REQUEST: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::Request,
    name: "PipedriveRequest",
    comment: "sends any request to the API; what is no `GET` may change anything",
    requests: 1,
    // Each operation has its own price, which plans know where the operation is known.
    cost: 0,
    effect: Effect::ByMethod,
    parameters: &[
        ParameterSpec::text("Method", "what to do").required().one_of(&["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ParameterSpec::text("Path", "path below the host, such as `/api/v2/deals/1` or `/v1/users/1`").required(),
        ParameterSpec::text("Body", "JSON text to send").or_else("no body"),
        ParameterSpec::text("Query", "JSON object of query parameters").or_else("those of `Path`"),
    ],
    columns: &[
        ResultColumnSpec::new(
            "Status",
            Int64,
            "HTTP status of the answer; NULL where it got lost and a look tells that it was done",
        ),
        ResultColumnSpec::new("Body", Text, "the answer, or the record that the look has found, as JSON text"),
    ],
    ..ProcedureSpec::PLAIN
};
