//! `Statement`: SQL text, prepared and executed as often as wanted.

use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::SchemaRef;
use datafusion::common::ScalarValue;
use pipedrive_datafusion::{ErrorKind, Parameter, ParsedStatement, PipedriveSession, Prepared, StatementKind, parse};

use crate::call::wait;
use crate::cancel::CancelHandle;
use crate::catalogue::Catalogue;
use crate::connection::Shared;
use crate::error::Error;
use crate::outcome::{Limits, Outcomes, Step};

/// A statement of a connection: holds what was prepared, and its limits.
#[derive(Debug)]
pub struct Statement {
    shared: Arc<Shared>,
    cancel: CancelHandle,
    limits: Limits,
    batch: Option<Batch>,
}

/// What was prepared.
#[derive(Debug)]
struct Batch {
    /// All statements of the text.
    statements: Vec<ParsedStatement>,
    /// Plans of the first of them: of all, unless one needs what an earlier one creates.
    planned: Vec<Prepared>,
    parameters: Vec<Parameter>,
}

impl Statement {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, cancel: CancelHandle::default(), limits: Limits::default(), batch: None }
    }

    /// How long one call may take. Default `None`: no limit.
    ///
    /// Calls that fetch rows are each measured for themselves, so that a long result is no late one.
    pub fn set_query_timeout(&mut self, limit: Option<Duration>) {
        self.limits.time = limit;
    }

    /// Most rows of a result. Default `None`: all. No more requests are made than these take.
    pub fn set_max_rows(&mut self, rows: Option<u64>) {
        self.limits.rows = rows;
    }

    /// Cancels what this statement does, from another thread.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.cancel.clone()
    }

    /// What there is to query, in calls that have this statement's time limit and cancel handle.
    pub fn catalogue(&self) -> Catalogue {
        Catalogue::new(Arc::clone(&self.shared), self.cancel.clone(), self.limits.time)
    }

    /// Parses and plans a text of one statement or several, for executing it once or often. Nothing is executed.
    ///
    /// # Errors
    /// If the text does not parse, or its first statement names what does not exist.
    ///
    /// # API cost
    /// None beyond the field definitions of tables used for the first time.
    pub fn prepare(&mut self, sql: &str) -> Result<(), Error> {
        self.batch = None;
        let (session, sql) = (self.shared.open_session()?, sql.to_owned());
        let work = async move {
            let statements = parsed(&sql)?;
            let planned = plan_all(&session, &statements).await?;
            let parameters = planned.iter().flat_map(Prepared::parameters).cloned().collect();
            Ok(Batch { statements, planned, parameters })
        };
        self.batch = Some(wait(&self.cancel.renew(), self.limits.time, work)?);
        Ok(())
    }

    /// Whether there is something prepared.
    pub fn is_prepared(&self) -> bool {
        self.batch.is_some()
    }

    /// The parameters of what was prepared, in the order in which values are given: those of the second statement of a
    /// batch come after those of the first. A statement that needs what an earlier one creates can have none.
    pub fn parameters(&self) -> &[Parameter] {
        self.batch.as_ref().map_or(&[], |batch| &batch.parameters)
    }

    /// Columns of the rows that the first prepared statement gives; `None` if it gives none.
    pub fn columns(&self) -> Option<SchemaRef> {
        self.batch.as_ref()?.planned.first().filter(|first| gives_rows(first)).map(Prepared::schema)
    }

    /// Whether one of the statements prepared gives rows, as far as they could be planned.
    pub fn gives_rows(&self) -> bool {
        self.batch.as_ref().is_some_and(|batch| batch.planned.iter().any(gives_rows))
    }

    /// The text of what was prepared, as it was understood; secret arguments of procedures are masked.
    pub fn text(&self) -> Option<String> {
        let texts = self.batch.as_ref()?.statements.iter().map(ParsedStatement::text);
        Some(texts.collect::<Vec<_>>().join("; "))
    }

    /// Executes what was prepared, up to where the first statement of the batch has its outcome.
    ///
    /// # Errors
    /// If nothing is prepared, the values do not fit, or the first statement fails. Requests for rows are made when
    /// rows are asked for, and fail then.
    ///
    /// # API cost
    /// That of statements that give no rows; none for others before the first row is asked for.
    pub fn execute(&self, values: &[ScalarValue]) -> Result<Outcomes, Error> {
        let Some(batch) = &self.batch else {
            return Err(Error::new(ErrorKind::InvalidArgument, "no statement is prepared"));
        };
        if batch.planned.len() == batch.statements.len() && batch.parameters.len() != values.len() {
            return Err(Error::wrong_count(batch.parameters.len(), values.len()));
        }
        let steps = batch.statements.iter().enumerate().map(|(place, statement)| match batch.planned.get(place) {
            // A later one is planned anew, because an earlier one may change what it reads.
            Some(planned) if place == 0 => Step::Planned(planned.clone()),
            _ => Step::Parsed(statement.clone()),
        });
        Outcomes::start(Arc::clone(&self.shared), self.cancel.renew(), self.limits, steps.collect(), values)
    }

    /// Executes a text without keeping it prepared, as [`execute`](Self::execute) does.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`execute`](Self::execute).
    ///
    /// # API cost
    /// As [`execute`](Self::execute).
    pub fn execute_text(&self, sql: &str, values: &[ScalarValue]) -> Result<Outcomes, Error> {
        self.shared.open_session()?;
        let (stop, sql) = (self.cancel.renew(), sql.to_owned());
        // Parsing is left to a thread of the runtime, whose stack is known to suffice.
        let statements = wait(&stop, self.limits.time, async move { parsed(&sql) })?;
        let steps = statements.into_iter().map(Step::Parsed).collect();
        Outcomes::start(Arc::clone(&self.shared), stop, self.limits, steps, values)
    }
}

fn gives_rows(planned: &Prepared) -> bool {
    let is_read = matches!(planned.kind(), StatementKind::Query | StatementKind::Explain | StatementKind::Analyze);
    is_read && !planned.schema().fields().is_empty()
}

/// The statements of a text.
///
/// # Errors
/// If it does not parse or has none.
fn parsed(sql: &str) -> Result<Vec<ParsedStatement>, Error> {
    let statements = parse(sql)?;
    if statements.is_empty() {
        return Err(Error::new(ErrorKind::Syntax, "expected a statement, found none"));
    }
    Ok(statements)
}

/// Plans of the statements up to the one that cannot be planned before an earlier one has run.
///
/// # Errors
/// If the first cannot be planned.
async fn plan_all(session: &PipedriveSession, statements: &[ParsedStatement]) -> Result<Vec<Prepared>, Error> {
    let mut planned = Vec::with_capacity(statements.len());
    for statement in statements {
        match session.plan(statement.clone()).await {
            Ok(plan) => planned.push(plan),
            Err(error) if planned.is_empty() => return Err(error.into()),
            Err(_) => break,
        }
    }
    Ok(planned)
}
