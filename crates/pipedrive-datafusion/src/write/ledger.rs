//! What became of the rows of the last statement that wrote: the rows of `last_write` and `sys_identity`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::draft::Kind;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is as the statement says.
    Written,
    /// Some of what the statement says was done, and the rest refused.
    Partly,
    /// Pipedrive refused it.
    Failed,
    /// It was sent, and no answer tells whether it was carried out.
    Unknown,
    /// It was not sent.
    NotSent,
}

impl Outcome {
    /// The outcome as `last_write` shows it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Partly => "partly written",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotSent => "not sent",
        }
    }
}

/// One row of a statement.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) row: usize,
    pub(crate) kind: Kind,
    pub(crate) id: Option<String>,
    pub(crate) outcome: Outcome,
    pub(crate) error: Option<String>,
}

/// One statement that wrote.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) statement: Arc<str>,
    pub(crate) table: &'static str,
    pub(crate) entries: Vec<Entry>,
    /// Whether nothing of it is under way any more.
    pub(crate) ended: bool,
}

/// How far a statement that writes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteProgress {
    /// Which of the session's statements that wrote it is, from 1.
    pub number: u64,
    /// Rows the statement is to write.
    pub rows: usize,
    /// Rows that are written.
    pub written: usize,
    /// Rows that were sent and whose answer is awaited or got lost.
    pub unknown: usize,
    /// Whether nothing of it is under way any more.
    pub ended: bool,
}

impl Record {
    /// How many rows were added and removed.
    pub(crate) fn moved(&self) -> (usize, usize) {
        let count = |kind| {
            let done = |entry: &&Entry| entry.kind == kind && entry.outcome == Outcome::Written;
            self.entries.iter().filter(done).count()
        };
        (count(Kind::Insert), count(Kind::Delete))
    }
}

/// The last statement of a session that wrote. Two that run at the same time each keep their own until the next begins.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    last: Mutex<Option<(u64, Arc<Mutex<Record>>)>>,
}

/// The record of a running statement.
#[derive(Clone, Debug)]
pub(crate) struct Page(Arc<Mutex<Record>>);

impl Ledger {
    /// Begins the record of a statement.
    pub(crate) fn begin(&self, record: Record) -> Page {
        let record = Arc::new(Mutex::new(record));
        let mut last = held(&self.last);
        let number = last.as_ref().map_or(1, |(number, _)| number + 1);
        *last = Some((number, Arc::clone(&record)));
        Page(record)
    }

    /// The last record.
    pub(crate) fn last(&self) -> Option<Record> {
        let last = held(&self.last).clone();
        last.map(|(_, record)| held(&record).clone())
    }

    /// How far the last statement is.
    pub(crate) fn progress(&self) -> Option<WriteProgress> {
        let (number, record) = held(&self.last).clone()?;
        let record = held(&record);
        let count = |outcome| record.entries.iter().filter(|entry| entry.outcome == outcome).count();
        let (written, unknown) = (count(Outcome::Written), count(Outcome::Unknown));
        Some(WriteProgress { number, rows: record.entries.len(), written, unknown, ended: record.ended })
    }
}

impl Page {
    /// Notes what became of a row.
    pub(crate) fn note(&self, row: usize, id: Option<String>, outcome: Outcome, error: Option<&str>) {
        let mut record = held(&self.0);
        if let Some(entry) = record.entries.iter_mut().find(|entry| entry.row == row) {
            entry.id = id.or(entry.id.take());
            entry.outcome = outcome;
            entry.error = error.map(str::to_owned);
        }
    }

    /// Notes that nothing is under way any more.
    pub(crate) fn end(&self) {
        held(&self.0).ended = true;
    }

    /// The record so far.
    pub(crate) fn record(&self) -> Record {
        held(&self.0).clone()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
