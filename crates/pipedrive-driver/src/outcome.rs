//! The outcomes of a batch, one after another: rows, a count of rows, or nothing.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::UInt64Type;
use datafusion::common::ScalarValue;
use pipedrive_datafusion::{ParsedStatement, PipedriveSession, Prepared, QueryResult, StatementKind};

use crate::call::wait;
use crate::cancel::Stop;
use crate::connection::Shared;
use crate::error::Error;
use crate::result_set::ResultSet;

/// What one statement came to.
#[derive(Debug)]
pub enum Outcome {
    /// It gives rows, to be fetched.
    Rows(ResultSet),
    /// It has written so many rows.
    RowCount(u64),
    /// It has changed the session, and there is nothing to tell.
    Done,
}

/// Limits of a statement.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    /// Of each call.
    pub(crate) time: Option<Duration>,
    /// Of each result.
    pub(crate) rows: Option<u64>,
}

/// A statement to execute.
#[derive(Debug)]
pub(crate) enum Step {
    Planned(Prepared),
    Parsed(ParsedStatement),
}

/// The outcomes of a batch. A statement runs when its outcome is asked for, the first at once; after one that fails,
/// none does. Dropping this leaves those that did not run alone.
#[derive(Debug)]
pub struct Outcomes {
    shared: Arc<Shared>,
    stop: Arc<Stop>,
    limits: Limits,
    steps: VecDeque<Step>,
    /// Values for the parameters of what is left.
    values: Vec<ScalarValue>,
    /// What the first statement came to, until it is asked for.
    first: Option<Outcome>,
}

impl Outcomes {
    pub(crate) fn start(
        shared: Arc<Shared>,
        stop: Arc<Stop>,
        limits: Limits,
        steps: Vec<Step>,
        values: &[ScalarValue],
    ) -> Result<Self, Error> {
        let mut outcomes = Self { shared, stop, limits, steps: steps.into(), values: values.to_vec(), first: None };
        outcomes.first = outcomes.run_next()?;
        Ok(outcomes)
    }

    /// What the next statement of the batch came to, or `None` after the last one. A result that was not read to its end
    /// should be dropped before.
    ///
    /// # Errors
    /// If it fails, is cancelled or takes too long. There are no outcomes after an error.
    ///
    /// # API cost
    /// As [`Statement::execute`](crate::Statement::execute).
    pub fn next_outcome(&mut self) -> Result<Option<Outcome>, Error> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.run_next(),
        }
    }

    /// Whether there may be a further outcome.
    pub fn has_more(&self) -> bool {
        self.first.is_some() || !self.steps.is_empty()
    }

    fn run_next(&mut self) -> Result<Option<Outcome>, Error> {
        let Some(step) = self.steps.pop_front() else { return Ok(None) };
        // Until this one has succeeded, there is nothing to go on with.
        let (later, values) = (std::mem::take(&mut self.steps), std::mem::take(&mut self.values));
        let session = self.shared.open_session()?;
        let written_before = session.write_progress().map(|progress| progress.number);
        let (rows, is_last) = (self.limits.rows, later.is_empty());
        let work = run(session.clone(), step, values, is_last, rows);
        match wait(&self.stop, self.limits.time, work) {
            Ok((ran, values)) => {
                (self.steps, self.values) = (later, values);
                Ok(Some(match ran {
                    Ran::Rows(result) => {
                        Outcome::Rows(ResultSet::new(result, Arc::clone(&self.stop), self.limits, self.shared.process))
                    }
                    Ran::RowCount(count) => Outcome::RowCount(count),
                    Ran::Done => Outcome::Done,
                }))
            }
            Err(error) => Err(with_writes(error, &session, written_before)),
        }
    }
}

/// What running a statement came to, before somebody reads it.
enum Ran {
    Rows(QueryResult),
    RowCount(u64),
    Done,
}

/// Runs one statement with the first of `values`; returns those that are left.
async fn run(
    session: PipedriveSession,
    step: Step,
    mut values: Vec<ScalarValue>,
    is_last: bool,
    rows: Option<u64>,
) -> Result<(Ran, Vec<ScalarValue>), Error> {
    let prepared = match step {
        Step::Planned(prepared) => prepared,
        Step::Parsed(statement) => session.plan(statement).await?,
    };
    let parameters = prepared.parameters().len();
    if parameters > values.len() || (is_last && parameters < values.len()) {
        return Err(Error::wrong_count(parameters, values.len()));
    }
    let left = values.split_off(parameters);
    let prepared = match rows {
        Some(rows) => prepared.limited(usize::try_from(rows).unwrap_or(usize::MAX))?,
        None => prepared,
    };
    let mut result = session.execute(&prepared, &values).await?;
    if result.kind() != StatementKind::Write && !result.schema().fields().is_empty() {
        return Ok((Ran::Rows(result), left));
    }
    let mut written = 0;
    while let Some(batch) = result.next().await? {
        written += reported_count(&batch);
    }
    Ok((if result.kind() == StatementKind::Write { Ran::RowCount(written) } else { Ran::Done }, left))
}

/// The number of rows that a statement that writes gives as its only value.
fn reported_count(batch: &RecordBatch) -> u64 {
    let counts = batch.columns().first().and_then(|column| column.as_primitive_opt::<UInt64Type>());
    counts.map_or(0, |counts| counts.iter().flatten().sum())
}

/// The error with what is known of the rows that were written nevertheless.
fn with_writes(error: Error, session: &PipedriveSession, before: Option<u64>) -> Error {
    let begun = session.write_progress().filter(|progress| Some(progress.number) != before);
    match begun {
        Some(progress) if !error.hints().iter().any(|hint| hint.contains("last_write")) => {
            let (written, rows) = (progress.written, progress.rows);
            error.with_hint(format!(
                "{written} of {rows} rows are known to be written; `SELECT * FROM last_write` tells what became of each"
            ))
        }
        _ => error,
    }
}
