//! The procedure that makes new and renamed fields known.

use crate::ColumnType::{Boolean, Text};
use crate::{Procedure, ProcedureSpec, ResultColumnSpec};

/// `RefreshMetadata`. Sends nothing: definitions are fetched when they are needed next.
pub(super) static REFRESH_METADATA: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::RefreshMetadata,
    name: "RefreshMetadata",
    comment: "forgets field definitions, so that the next query sees new and renamed fields; sends nothing",
    requests: 0,
    cost: 0,
    parameters: &[],
    columns: &[
        ResultColumnSpec::new("Refreshed", Boolean, "whether definitions are forgotten"),
        ResultColumnSpec::new("Message", Text, "what happened, in words"),
    ],
    ..ProcedureSpec::PLAIN
};
