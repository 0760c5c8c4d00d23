//! `user_settings`: how Pipedrive is set up for the user of the connection.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/UserSettings>.

use super::shapes::{column, shaped, v1_whole};
use crate::ColumnType::{Boolean, Int64, Text};
use crate::{RowShape, TableSpec};

/// The `user_settings` table.
pub(super) static USER_SETTINGS: TableSpec = TableSpec {
    name: "user_settings",
    entity: "user's settings",
    comment: "how Pipedrive is set up for this connection's user, one row",
    columns: &[
        column!("list_limit", Int64, "rows a list shows at first"),
        column!("marketplace_team", Boolean, "whether vendors may be in the Marketplace team"),
        column!("beta_app", Boolean, "whether the beta app is switched on"),
        column!("prevent_salesphone_callto_override", Boolean, "whether call links stay as they are"),
        column!("file_upload_destination", Text, "where files go, such as `s3`"),
        column!("callto_link_syntax", Text, "form of a call link"),
        column!("autofill_deal_expected_close_date", Boolean, "whether the expected close date is filled in"),
        column!("person_duplicate_condition", Text, "when two persons count as duplicates"),
    ],
    walks: &[shaped(v1_whole("/userSettings", 2, &["base"]), RowShape::Record)],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
