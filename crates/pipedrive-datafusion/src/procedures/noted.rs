//! What became of a call, as `last_write` tells it: one line.

use datafusion::common::ScalarValue;
use pipedrive_client::Upload;
use pipedrive_schema::ResultSource;
use serde_json::Value;

use super::backend::Arguments;
use crate::account::Account;
use crate::write::{Outcome, Page, What};

/// The record of a call that is being carried out. When it is dropped before its end, the call was given up, and nobody
/// knows what became of it.
#[derive(Debug)]
pub(super) struct Noted {
    page: Page,
    /// Its number among the calls of the statement.
    row: usize,
    ended: bool,
}

impl Noted {
    /// Begins the record of a call whose request is about to be sent.
    pub(super) fn begin(account: &Account, arguments: &Arguments, upload: Option<Upload>) -> Self {
        let call = What::Call { procedure: arguments.spec().name, shown: arguments.shown().into() };
        let (page, row) = account.ledger().begin_call(call, upload, arguments.execution());
        Self { page, row, ended: false }
    }

    /// It was carried out, and concerns the record with that key.
    pub(super) fn written(self, id: Option<String>) {
        self.end(id, Outcome::Written, None);
    }

    /// It was not carried out.
    pub(super) fn failed(self, why: &str) {
        self.end(None, Outcome::Failed, Some(why));
    }

    /// Nobody knows whether it was carried out.
    pub(super) fn unknown(self, why: &str) {
        self.end(None, Outcome::Unknown, Some(why));
    }

    fn end(mut self, id: Option<String>, outcome: Outcome, error: Option<&str>) {
        self.ended = true;
        self.page.note(self.row, id, outcome, error);
        self.page.end();
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        if !self.ended {
            self.page.note(self.row, None, Outcome::Unknown, Some("the call was given up before its answer came"));
            self.page.end();
        }
    }
}

/// The key of the record that a call has made or changed: what its first column is, or the `id` of the answer.
pub(super) fn key(arguments: &Arguments, data: &Value) -> Option<String> {
    let of_member = |path: &[&str]| crate::write::key_of_json(path.iter().try_fold(data, |at, name| at.get(name))?);
    match arguments.spec().columns.first()?.source {
        ResultSource::Member(path) => of_member(path),
        ResultSource::Argument(name) => arguments.plain(name),
        ResultSource::Code => of_member(&["id"]),
    }
}

/// The text of a value as a key.
pub(super) fn key_of(value: &ScalarValue) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}
