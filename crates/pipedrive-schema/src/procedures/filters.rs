//! The procedure that removes what a crash left behind.

use crate::ColumnType::{Int64, Text};
use crate::{Effect, ParameterSpec, Procedure, ProcedureSpec, ResultColumnSpec};

/// `DropTemporaryFilters`. Where there is something to delete, that takes one more request a hundred filters.
pub(super) static DROP_TEMPORARY_FILTERS: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::DropTemporaryFilters,
    name: "DropTemporaryFilters",
    comment: "deletes saved filters that queries with `PushdownFilters=Temporary` made and a crash left behind, for 10 \
              more tokens if there are any; those of this session stay",
    requests: 1,
    cost: 20,
    effect: Effect::Writes,
    parameters: &[
        ParameterSpec::text("OlderThanMinutes", "spares filters that other sessions may still be using").or_else("60")
    ],
    columns: &[
        ResultColumnSpec::new("Dropped", Int64, "number of filters that were deleted"),
        ResultColumnSpec::new("Message", Text, "what happened, in words"),
    ],
    ..ProcedureSpec::PLAIN
};
