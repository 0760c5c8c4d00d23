//! `recents`: what was created or changed since an instant, of all kinds.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Recents>.

use super::argument::{argument, sends};
use crate::ColumnType::{Int64, Json, Text, Timestamp};
use crate::TableSpec;
use crate::tables::shapes::{all, column, v1_list};

/// The `recents` function.
pub(super) static RECENTS: TableSpec = TableSpec {
    name: "recents",
    entity: "change",
    comment: "records of all kinds that changed since an instant, which may lie one month back and no longer",
    columns: &[
        argument!("since_timestamp", Timestamp, "only changes after this instant, at most one month ago"),
        argument!("items", Text, "kinds of records, separated by commas, such as `deal,person`; all if left out"),
        column!("item", Text, "kind of record"),
        column!("id", Int64, "identifies the record among those of its kind"),
        column!("data", Json, "JSON text of the record, in the API's older form"),
    ],
    walks: &[all(v1_list("/recents", 20, &["recents:read", "search:read"]))],
    filters: &[sends!("since_timestamp").required(), sends!("items")],
    typical_rows: 5_000,
    ..TableSpec::PLAIN
};
