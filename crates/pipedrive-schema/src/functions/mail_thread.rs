//! `mail_thread`: one conversation by mail, by its id.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Mailbox>.

use super::argument::{argument, sends};
use crate::ColumnType::Int64;
use crate::tables::shapes::{MAIL as SCOPES, column, columns, shaped, v1_whole};
use crate::tables::{mail, mail_threads};
use crate::{RowShape, TableSpec};

/// The `mail_thread` function.
///
/// The table `mail_threads` cannot ask for one thread: this answer knows no folder, which its rows are told apart by.
pub(super) static MAIL_THREAD: TableSpec = TableSpec {
    name: "mail_thread",
    entity: "mail thread",
    comment: "one e-mail conversation of this connection's user by its id; needs mail sync",
    columns: columns![
        &[argument!("id", Int64, "the thread"), column!("id", Int64, "identifies the thread")],
        mail::STATE,
        mail_threads::CORE,
    ],
    walks: &[shaped(v1_whole("/mailbox/mailThreads/{id}", 20, SCOPES), RowShape::Record)],
    filters: &[sends!("id").required().sent_as("{id}")],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
