//! `user_connections`: the accounts elsewhere that the user of the connection has linked.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/UserConnections>.

use super::shapes::{column, shaped, v1_whole};
use crate::ColumnType::Text;
use crate::{RowShape, TableSpec};

/// The `user_connections` table.
pub(super) static USER_CONNECTIONS: TableSpec = TableSpec {
    name: "user_connections",
    entity: "user's connections",
    comment: "accounts elsewhere that this connection's user has linked, one row",
    columns: &[column!("google", Text, "id of the Google account, or `false` without one")],
    walks: &[shaped(v1_whole("/userConnections", 20, &["base"]), RowShape::Record)],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
