//! `last_write` and `sys_identity`: what became of the rows of the last statement that wrote.

use super::{Row, Source, SystemTable, count, number, perhaps, text, words};
use crate::account::Account;
use crate::write::{Entry, What};

/// `last_write`.
pub(super) static LAST_WRITE: SystemTable = SystemTable {
    name: "last_write",
    comment: "what became of the rows of the session's last statement that wrote",
    columns: &[
        text("statement", "the statement"),
        text("tablename", "table it wrote, or procedure it called"),
        number("row", "number of the row or call, from 1"),
        text("operation", "`INSERT`, `UPDATE`, `DELETE` or `CALL`"),
        text("parent", "key of the record the row belongs to, if it is named by that"),
        text("id", "key of the row itself, where it is known"),
        text("outcome", "`written`, `partly written`, `failed`, `unknown` or `not sent`"),
        text("error", "why it is not written"),
    ],
    source: Source::Session(last_write),
};

/// `sys_identity`.
pub(super) static SYS_IDENTITY: SystemTable = SystemTable {
    name: "sys_identity",
    comment: "keys of the rows that the session's last statement that wrote has made or changed",
    columns: &[
        text("id", "key of the row"),
        number("batch", "number of the row in its statement, from 1"),
        text("operation", "`INSERT`, `UPDATE`, `DELETE` or `CALL`"),
        text("message", "why it is not written; NULL where it is"),
    ],
    source: Source::Session(identities),
};

fn last_write(account: &Account) -> Vec<Row> {
    let Some(record) = account.ledger().last() else { return Vec::new() };
    let row = |entry: Entry| {
        let (statement, name) = match &entry.what {
            What::Row(_) => (record.statement.as_ref(), record.table),
            What::Call { procedure, shown } => (shown.as_ref(), *procedure),
        };
        vec![
            words(statement),
            words(name),
            count(entry.row),
            words(entry.operation()),
            perhaps(entry.parent),
            perhaps(entry.id),
            words(entry.outcome.name()),
            perhaps(entry.error),
        ]
    };
    record.entries.iter().cloned().map(row).collect()
}

fn identities(account: &Account) -> Vec<Row> {
    let entries = account.ledger().last().map(|record| record.entries).unwrap_or_default();
    let row = |entry: Entry| {
        let operation = words(entry.operation());
        vec![perhaps(entry.id), count(entry.row), operation, perhaps(entry.error)]
    };
    entries.into_iter().map(row).collect()
}
