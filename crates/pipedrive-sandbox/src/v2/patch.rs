//! Rows of which clients wrote some members.

use serde_json::{Map, Value};

use crate::Account;
use crate::data::Table;
use crate::json::value;

/// Writes a row, with those of the members named that clients wrote in place of what is drawn.
pub(crate) fn patched(
    account: &Account,
    (table, id): (Table, u32),
    names: &[&str],
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>),
) {
    let Some(written) = account.written(table, id) else { return write(out) };
    let mut drawn = Vec::new();
    write(&mut drawn);
    let mut row: Map<String, Value> = serde_json::from_slice(&drawn).expect("rows are written as JSON objects");
    written.patch(&mut row, names);
    value(out, &row);
}
