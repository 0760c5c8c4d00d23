//! What became of the rows of the last statement that wrote: the rows of `last_write` and `sys_identity`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use datafusion::execution::TaskContext;
use pipedrive_client::Upload;

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

/// What happens to a row.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// It is written by the statement.
    Row(Kind),
    /// It is no row but the call of a procedure, which people see as this text.
    Call { procedure: &'static str, shown: Arc<str> },
}

/// One row of a statement.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) row: usize,
    pub(crate) what: What,
    /// Key of the record the row belongs to, if it belongs to one.
    pub(crate) parent: Option<String>,
    /// Key of the row itself, as far as it is known.
    pub(crate) id: Option<String>,
    pub(crate) outcome: Outcome,
    pub(crate) error: Option<String>,
}

impl Entry {
    /// The operation as `last_write` shows it.
    pub(crate) fn operation(&self) -> &'static str {
        match self.what {
            What::Row(kind) => kind.verb(),
            What::Call { .. } => "CALL",
        }
    }
}

/// One statement that wrote, or whose calls of procedures do.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The statement; where there are calls, each has its own text.
    pub(crate) statement: Arc<str>,
    /// The table.
    pub(crate) table: &'static str,
    pub(crate) entries: Vec<Entry>,
    /// The file that is sent, if one is.
    pub(crate) upload: Option<Upload>,
    /// How many parts of it are under way: the statement itself, or its calls.
    pub(crate) running: usize,
    /// The execution that the calls belong to.
    pub(crate) execution: Weak<TaskContext>,
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
    /// Rows of which a part is written and the rest was refused.
    pub partly: usize,
    /// Rows that were sent and whose answer is awaited or got lost.
    pub unknown: usize,
    /// Whether nothing of it is under way any more.
    pub ended: bool,
    /// Whether its rows are no rows but calls of procedures.
    pub is_call: bool,
    /// The file it sends, if it sends one.
    pub upload: Option<UploadProgress>,
}

/// How much of a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadProgress {
    /// Bytes that have been handed to the connection.
    pub sent: u64,
    /// Its size in bytes.
    pub size: u64,
}

/// The keys of the rows of a statement that writes, in its order, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteKeys {
    /// Rows that are written.
    pub written: Vec<String>,
    /// Rows of which a part is written and the rest was refused.
    pub partly: Vec<String>,
    /// Rows that were sent and whose answer is awaited or got lost.
    pub unknown: Vec<String>,
}

impl WriteKeys {
    /// Most keys the error of a statement lists.
    pub const LISTED: usize = 20;
}

impl Record {
    /// How many rows were added and removed.
    pub(crate) fn moved(&self) -> (usize, usize) {
        let count = |kind| {
            let done = |entry: &&Entry| {
                matches!(entry.what, What::Row(what) if what == kind) && entry.outcome == Outcome::Written
            };
            self.entries.iter().filter(done).count()
        };
        (count(Kind::Insert), count(Kind::Delete))
    }
}

/// The last statement of a session that wrote. Two that run at the same time each keep their own until the next begins.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    last: Mutex<Last>,
}

#[derive(Clone, Debug, Default)]
struct Last {
    /// How many statements have begun to write.
    number: u64,
    /// The record of the last one; none before there was one, and after one that was refused before it began.
    record: Option<Arc<Mutex<Record>>>,
}

impl Last {
    fn begin(&mut self, record: Record) -> Page {
        let record = Arc::new(Mutex::new(record));
        self.number += 1;
        self.record = Some(Arc::clone(&record));
        Page(record)
    }

    /// The record of that execution's calls, if some have begun.
    fn calls_of(&self, execution: &Weak<TaskContext>) -> Option<Page> {
        let record = self.record.as_ref()?;
        let is_same = execution.strong_count() > 0 && held(record).execution.ptr_eq(execution);
        is_same.then(|| Page(Arc::clone(record)))
    }
}

/// Forgets the record of the statement before when it is dropped.
#[derive(Debug)]
pub(crate) struct ClearOnDrop<'a>(Option<(&'a Ledger, Weak<TaskContext>)>);

impl ClearOnDrop<'_> {
    /// Leaves the record to the statement, which begins its own.
    pub(crate) fn forget(mut self) {
        self.0 = None;
    }
}

impl Drop for ClearOnDrop<'_> {
    fn drop(&mut self) {
        if let Some((ledger, execution)) = &self.0 {
            ledger.clear_unless_of(execution);
        }
    }
}

/// The record of a running statement.
#[derive(Clone, Debug)]
pub(crate) struct Page(Arc<Mutex<Record>>);

impl Ledger {
    /// Begins the record of a statement.
    pub(crate) fn begin(&self, record: Record) -> Page {
        held(&self.last).begin(record)
    }

    /// Begins the line of a call, beside those of other calls of the same execution; tells its number, too.
    pub(crate) fn begin_call(
        &self,
        call: What,
        upload: Option<Upload>,
        execution: &Weak<TaskContext>,
    ) -> (Page, usize) {
        let entry = |row| {
            let error = Some("the answer is awaited".to_owned());
            Entry { row, what: call, parent: None, id: None, outcome: Outcome::Unknown, error }
        };
        // Held to the end: two calls that begin at the same time stand in one record.
        let mut last = held(&self.last);
        if let Some(page) = last.calls_of(execution) {
            let mut record = held(&page.0);
            let row = record.entries.len() + 1;
            record.entries.push(entry(row));
            record.running += 1;
            record.upload = upload.or(record.upload.take());
            drop(record);
            return (page, row);
        }
        let (statement, execution) = ("".into(), Weak::clone(execution));
        let record = Record { statement, table: "", entries: vec![entry(1)], upload, running: 1, execution };
        (last.begin(record), 1)
    }

    /// Forgets the last record, because a call was refused before it was carried out, unless others of the same execution
    /// were.
    pub(crate) fn clear_unless_of(&self, execution: &Weak<TaskContext>) {
        let mut last = held(&self.last);
        if last.calls_of(execution).is_none() {
            last.record = None;
        }
    }

    /// How many statements have begun to write.
    pub(crate) fn number(&self) -> u64 {
        held(&self.last).number
    }

    /// Forgets the last record: a statement was refused before it wrote anything, and nobody is to take the rows of the
    /// one before it for its own.
    pub(crate) fn clear(&self) {
        held(&self.last).record = None;
    }

    /// Does that once the statement ends before it writes, in whatever way; it may read the record until then. What became
    /// of calls whose answers it reads is kept.
    pub(crate) fn clear_unless_begun(&self, execution: Weak<TaskContext>) -> ClearOnDrop<'_> {
        ClearOnDrop(Some((self, execution)))
    }

    /// The last record.
    pub(crate) fn last(&self) -> Option<Record> {
        let record = held(&self.last).record.clone();
        record.map(|record| held(&record).clone())
    }

    /// How far the last statement is.
    pub(crate) fn progress(&self) -> Option<WriteProgress> {
        let Last { number, record } = held(&self.last).clone();
        let record = record?;
        let record = held(&record);
        let count = |outcome| record.entries.iter().filter(|entry| entry.outcome == outcome).count();
        Some(WriteProgress {
            number,
            rows: record.entries.len(),
            written: count(Outcome::Written),
            partly: count(Outcome::Partly),
            unknown: count(Outcome::Unknown),
            ended: record.running == 0,
            is_call: record.entries.iter().any(|entry| matches!(entry.what, What::Call { .. })),
            upload: record.upload.as_ref().map(|file| UploadProgress { sent: file.sent(), size: file.size() }),
        })
    }

    /// The keys of the rows of the last statement.
    pub(crate) fn keys(&self) -> WriteKeys {
        let record = self.last();
        let keys = |outcome| {
            let entries = record.iter().flat_map(|record| &record.entries);
            entries.filter(|entry| entry.outcome == outcome).filter_map(|entry| entry.id.clone()).collect()
        };
        WriteKeys { written: keys(Outcome::Written), partly: keys(Outcome::Partly), unknown: keys(Outcome::Unknown) }
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

    /// Notes that a part of it is not under way any more.
    pub(crate) fn end(&self) {
        let mut record = held(&self.0);
        record.running = record.running.saturating_sub(1);
    }

    /// The record so far.
    pub(crate) fn record(&self) -> Record {
        held(&self.0).clone()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    const THREADS: usize = 6;
    const ROUNDS: usize = 5;

    /// What is left in a ledger after calls of one execution have begun and been refused at the same time: each has to wait
    /// for the record of the statement before.
    fn check(refused: usize) {
        for _ in 0..ROUNDS {
            let (ledger, start) = (Ledger::default(), Barrier::new(THREADS + 1));
            let (before, task) = (Arc::new(TaskContext::default()), Arc::new(TaskContext::default()));
            let call = || What::Call { procedure: "ArchiveDeal", shown: "ArchiveDeal(5)".into() };
            let (page, _) = ledger.begin_call(call(), None, &Arc::downgrade(&before));
            let execution = Arc::downgrade(&task);
            thread::scope(|scope| {
                let record = held(&page.0);
                for thread in 0..THREADS {
                    let (ledger, execution, start) = (&ledger, &execution, &start);
                    scope.spawn(move || {
                        start.wait();
                        if thread < refused {
                            ledger.clear_unless_of(execution);
                        } else {
                            ledger.begin_call(call(), None, execution);
                        }
                    });
                }
                start.wait();
                (0..20).for_each(|_| thread::yield_now());
                drop(record);
            });
            let begun = THREADS - refused;
            let record = ledger.last().unwrap();
            let rows: Vec<usize> = record.entries.iter().map(|entry| entry.row).collect();
            assert_eq!(rows, (1..=begun).collect::<Vec<_>>());
            assert_eq!((ledger.number(), record.running), (2, begun));
        }
    }

    #[test]
    fn calls_that_begin_at_the_same_time_stand_in_one_record() {
        check(0);
    }

    #[test]
    fn a_call_that_is_refused_leaves_those_of_its_execution() {
        check(THREADS - 1);
    }
}
