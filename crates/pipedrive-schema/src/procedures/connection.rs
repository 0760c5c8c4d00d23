//! The procedure that tells whether the connection works.

use crate::ColumnType::{Boolean, Text};
use crate::{Procedure, ProcedureSpec, ResultColumnSpec};

/// `TestConnection`. Asks `GET /api/v1/users/me`
/// (<https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser>).
pub(super) static TEST_CONNECTION: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::TestConnection,
    name: "TestConnection",
    comment: "tells whether the account can be used, and whose it is; a failure is a row and no error",
    requests: 1,
    cost: 2,
    parameters: &[],
    columns: &[
        ResultColumnSpec::new("Available", Boolean, "whether the account answered"),
        ResultColumnSpec::new("Message", Text, "`connection available`, or why not"),
        ResultColumnSpec::new("Hint", Text, "what to do about it"),
        ResultColumnSpec::new("User", Text, "name of the user behind the credentials"),
        ResultColumnSpec::new("Company", Text, "name of the company"),
        ResultColumnSpec::new("ApiDomain", Text, "address of the company's API"),
    ],
    ..ProcedureSpec::PLAIN
};
