//! `users_find`: users by a part of their name or e-mail address.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Users>.

use super::argument::{argument, sends};
use crate::ColumnType::{Boolean, Text};
use crate::TableSpec;
use crate::tables::shapes::{USERS as SCOPES, all, columns, v1_whole};
use crate::tables::users;

/// The `users_find` function.
pub(super) static USERS_FIND: TableSpec = TableSpec {
    name: "users_find",
    entity: "user",
    comment: "users by a part of their name or e-mail address",
    columns: columns![
        &[
            argument!("term", Text, "what to look for"),
            argument!("search_by_email", Boolean, "whether to look at e-mail addresses and nothing else"),
        ],
        users::COLUMNS,
    ],
    walks: &[all(v1_whole("/users/find", 40, SCOPES))],
    filters: &[sends!("term").required(), sends!("search_by_email")],
    typical_rows: 10,
    ..TableSpec::PLAIN
};
