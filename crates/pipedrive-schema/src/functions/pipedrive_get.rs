//! `pipedrive_get`: the JSON text of whatever the API answers to a GET, also where there is no table for it.

use super::argument::{argument, sends};
use crate::ColumnType::{Int64, Json, Text};
use crate::TableSpec;
use crate::tables::shapes::column;

/// The `pipedrive_get` function. Its route is what its first argument names, so it has no walk.
pub(super) static PIPEDRIVE_GET: TableSpec = TableSpec {
    name: "pipedrive_get",
    entity: "element",
    comment: "JSON text of what the API answers to a GET, a row for each element of a list; all pages are read",
    columns: &[
        argument!("path", Text, "path below the company's address, such as `/v1/users/1/permissions`"),
        argument!("parameters", Text, "query parameters, as the text of a JSON object"),
        column!("position", Int64, "number of the row, from 1"),
        column!("data", Json, "JSON text of the element"),
    ],
    filters: &[sends!("path").required(), sends!("parameters")],
    ..TableSpec::PLAIN
};
