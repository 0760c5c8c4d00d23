//! `mail_message`: one message by its id, with its whole text if that is asked for.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Mailbox>.

use super::argument::{argument, sends};
use crate::ColumnType::{Boolean, Int64, Text};
use crate::tables::shapes::{MAIL as SCOPES, column, columns, shaped, v1_single};
use crate::tables::{mail, mail_messages};
use crate::{RowShape, TableSpec};

/// The `mail_message` function.
pub(super) static MAIL_MESSAGE: TableSpec = TableSpec {
    name: "mail_message",
    entity: "mail message",
    comment: "one e-mail by its id, with its whole text if that is asked for; needs mail sync",
    columns: columns![
        &[
            argument!("id", Int64, "the message"),
            argument!("include_body", Boolean, "whether to fill `body`; false if left out"),
        ],
        mail_messages::HEAD,
        mail::STATE,
        mail_messages::CORE,
        &[column!("body", Text, "whole text of the message; NULL unless asked for with `include_body`")],
    ],
    walks: &[shaped(v1_single("/mailbox/mailMessages/{id}", SCOPES), RowShape::Record)],
    filters: &[sends!("id").required().sent_as("{id}"), sends!("include_body")],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
