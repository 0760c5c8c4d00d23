//! Preparing, executing and cancelling.

use std::sync::TryLockError;

use pipedrive_driver::Outcome;

use super::data_at_execution;
use super::parameters::{Parameters, Status};
use crate::abi::{Handle, Pointer, handle_type, returns, sql_type as sql};
use crate::convert::column_type;
use crate::cursor::Cursor;
use crate::diag::{Record, Warnings, state};
use crate::escapes;
use crate::handle::{Connection, Field, Statement, StatementState, enter, find, lock};
use crate::memory;
use crate::text::{self, Encoding, put_text};

/// A text that must be there.
///
/// # Safety
/// As [`text::read`].
pub(super) unsafe fn required(encoding: Encoding, pointer: Pointer, length: i32) -> Result<String, Record> {
    let length = isize::try_from(length).unwrap_or_default();
    // SAFETY: the caller vouches for the text.
    unsafe { text::read(encoding, pointer, length)? }.ok_or_else(|| Record::new(state::NULL_POINTER))
}

/// The statement as the engine takes it: with the escapes of ODBC translated, unless the program says there are none.
fn native(state: &StatementState, text: String) -> Result<String, Record> {
    if state.attributes.noscan == 1 { Ok(text) } else { escapes::translate(&text) }
}

pub(super) unsafe fn native_sql(
    encoding: Encoding,
    connection: Handle,
    input: Pointer,
    input_length: i32,
    output: Pointer,
    capacity: i32,
    output_length: *mut i32,
) -> i16 {
    enter::<Connection>(connection, |_, warnings| {
        // SAFETY: the program's text.
        let translated = escapes::translate(&unsafe { required(encoding, input, input_length)? })?;
        let capacity = isize::try_from(capacity).unwrap_or_default();
        // SAFETY: the program's buffer of that many units.
        let units = unsafe { put_text(encoding, &translated, output, capacity, warnings)? };
        // SAFETY: the program's pointer.
        unsafe { memory::put(output_length, i32::try_from(units).unwrap_or(i32::MAX)) };
        Ok(returns::SUCCESS)
    })
}

/// Makes sure that a statement may be executed: nothing is being sent or fetched.
pub(super) fn check_closed(state: &StatementState) -> Result<(), Record> {
    if state.sending.is_some() {
        return Err(Record::with(state::SEQUENCE, "parameters are still being sent"));
    }
    if state.cursor.is_some() {
        return Err(Record::with(state::INVALID_CURSOR_STATE, "the rows of the statement before are still open"));
    }
    Ok(())
}

pub(super) unsafe fn prepare(encoding: Encoding, statement: Handle, text: Pointer, length: i32) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let mut state = statement.work(check_closed)?;
        // SAFETY: the program's text.
        let text = native(&state, unsafe { required(encoding, text, length)? })?;
        state.close();
        state.is_prepared = false;
        state.engine.prepare(&text)?;
        state.is_prepared = true;
        describe(statement, &state);
        Ok(returns::SUCCESS)
    })
}

/// Lets the driver's descriptors tell of the columns and parameters of what is prepared.
fn describe(statement: &Statement, state: &StatementState) {
    let schema = state.engine.columns();
    let fields = schema.iter().flat_map(|schema| schema.fields().iter().map(|field| described(field)));
    lock(&statement.ird().state).fields = fields.collect();
    describe_parameters(statement, state);
}

/// The same for parameters only. What the program said of a parameter stays, what was told of another statement goes.
pub(super) fn describe_parameters(statement: &Statement, state: &StatementState) {
    let parameters = state.engine.parameters();
    let mut ipd = lock(&statement.ipd().state);
    while ipd.fields.len() > parameters.len() && ipd.fields.last().is_some_and(|field| !field.is_given) {
        ipd.fields.pop();
    }
    for (number, parameter) in (1..).zip(parameters) {
        if let Some(field) = ipd.field_mut(number).filter(|field| !field.is_given) {
            let described = super::bind::parameter_type(parameter);
            *field = Field::described(parameter.name.clone(), described, sql::NULLABLE);
        }
    }
}

fn described(field: &arrow::datatypes::Field) -> Field {
    let nullable = if field.is_nullable() { sql::NULLABLE } else { sql::NO_NULLS };
    Field::described(field.name().clone(), column_type(field.name(), field.data_type()), nullable)
}

pub(super) unsafe fn prepared(statement: Handle) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let mut state = statement.work(check_closed)?;
        if !state.is_prepared {
            return Err(Record::with(state::SEQUENCE, "no statement is prepared"));
        }
        begin(statement, &mut state, None, warnings)
    })
}

pub(super) unsafe fn direct(encoding: Encoding, statement: Handle, text: Pointer, length: i32) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let mut state = statement.work(check_closed)?;
        // SAFETY: the program's text.
        let text = native(&state, unsafe { required(encoding, text, length)? })?;
        state.close();
        state.is_prepared = false;
        begin(statement, &mut state, Some(text), warnings)
    })
}

/// Executes a text, or what is prepared, with the parameters that are bound; asks for those that come in pieces first.
fn begin(
    statement: &Statement,
    state: &mut StatementState,
    text: Option<String>,
    warnings: &mut Warnings,
) -> Result<i16, Record> {
    let has_parameters = !lock(&statement.apd(state).state).fields.is_empty();
    let text = match text {
        Some(text) if has_parameters => {
            state.engine.prepare(&text)?;
            None
        }
        text => text,
    };
    let count = if text.is_some() { 0 } else { state.engine.parameters().len() };
    let parameters = Parameters::of(statement, state, count);
    if parameters.sets() > 1 && state.engine.gives_rows() {
        return Err(array_of_queries());
    }
    let wanted = parameters.at_execution()?;
    if !wanted.is_empty() {
        return Ok(data_at_execution::start(state, wanted));
    }
    run(statement, state, text.as_deref(), &parameters, &[], warnings)
}

/// What `SQL_PARAM_ARRAY_SELECTS` promises.
fn array_of_queries() -> Record {
    let message = "arrays of parameters for statements that give rows; execute once for every set, with \
                   `SQL_ATTR_PARAMSET_SIZE` 1";
    Record::with(state::NOT_IMPLEMENTED, message)
}

/// Executes with every set of parameters.
pub(super) fn run(
    statement: &Statement,
    state: &mut StatementState,
    text: Option<&str>,
    parameters: &Parameters,
    sent: &[(u16, crate::convert::Value)],
    warnings: &mut Warnings,
) -> Result<i16, Record> {
    let is_array = parameters.sets() > 1;
    let (mut rows, mut succeeded) = (0_isize, 0);
    let mut failures = Vec::new();
    let mut code = returns::SUCCESS;
    for set in 0..parameters.sets() {
        parameters.report(set);
        if parameters.is_ignored(set) {
            parameters.tell(set, Status::Unused);
            continue;
        }
        let outcome = parameters.values(set, sent).and_then(|values| {
            let done = one(statement, state, text, &values)?;
            if is_array { finish(statement, state) } else { Ok(done) }
        });
        match outcome {
            Ok(done) => {
                parameters.tell(set, Status::Success);
                rows += state.row_count.max(0);
                succeeded += 1;
                code = done;
            }
            Err(error) => {
                parameters.tell(set, Status::Error);
                let is_last = ends_all(&error);
                failures.push(if is_array { error.in_row(set + 1) } else { error });
                if is_last {
                    (set + 1..parameters.sets()).for_each(|rest| parameters.tell(rest, Status::Unused));
                    break;
                }
            }
        }
    }
    if is_array {
        state.row_count = rows;
        state.is_executed = succeeded > 0;
        code = returns::SUCCESS;
    }
    lock(crate::handle::Registered::diagnostics(statement)).row_count = state.row_count;
    // Sets that were not begun after one that ends all are neither.
    if succeeded == 0 && !failures.is_empty() {
        let first = failures.remove(0);
        warnings.append(&mut failures);
        return Err(first);
    }
    warnings.append(&mut failures);
    Ok(code)
}

/// Executes what is left of a batch, whose row count becomes that of all of it.
fn finish(statement: &Statement, state: &mut StatementState) -> Result<i16, Record> {
    let mut rows = state.row_count.max(0);
    while let Some(mut outcomes) = state.outcomes.take() {
        if state.cursor.is_some() {
            state.close();
            return Err(array_of_queries());
        }
        let next = outcomes.next_outcome();
        lock(&statement.connection.state).note_writes();
        let Some(next) = next? else { break };
        state.outcomes = Some(outcomes);
        settle(statement, state, Some(next))?;
        rows += state.row_count.max(0);
    }
    state.row_count = rows;
    Ok(returns::SUCCESS)
}

fn one(
    statement: &Statement,
    state: &mut StatementState,
    text: Option<&str>,
    values: &[datafusion::common::ScalarValue],
) -> Result<i16, Record> {
    state.close();
    let executed = match text {
        Some(text) => state.engine.execute_text(text, values),
        None => state.engine.execute(values),
    };
    // The first statement has run, and may have written before it failed.
    lock(&statement.connection.state).note_writes();
    let mut outcomes = executed?;
    let first = outcomes.next_outcome();
    state.outcomes = Some(outcomes);
    let done = first.map_err(Record::from).and_then(|first| settle(statement, state, first));
    state.is_executed = done.is_ok();
    if done.is_err() {
        // What comes after a statement that failed is not carried out.
        state.close();
    }
    done
}

/// Whether what failed concerns the whole call, so that no further set of parameters is begun: it was cancelled or took
/// too long, Pipedrive cannot be reached, refuses the credentials, or has no tokens left, or the driver cannot do it.
fn ends_all(error: &Record) -> bool {
    matches!(error.state, "HY008" | "HYT00" | "HYT01" | "08S01" | "08001" | "28000" | "53000" | state::NOT_IMPLEMENTED)
}

/// Makes an outcome what the statement shows next.
pub(super) fn settle(
    statement: &Statement,
    state: &mut StatementState,
    outcome: Option<Outcome>,
) -> Result<i16, Record> {
    state.cursor = None;
    state.row_count = -1;
    let mut code = returns::SUCCESS;
    match outcome {
        Some(Outcome::Rows(mut rows)) => {
            rows.await_rows()?;
            open(statement, state, Cursor::coming(rows));
            return Ok(returns::SUCCESS);
        }
        Some(Outcome::RowCount(count)) => {
            state.row_count = isize::try_from(count).unwrap_or(isize::MAX);
            // The standard's way to say that a condition matched nothing.
            if count == 0 && !statement.connection.environment.is_odbc2() {
                code = returns::NO_DATA;
            }
        }
        Some(Outcome::Done) => {}
        None => return Ok(returns::NO_DATA),
    }
    lock(&statement.ird().state).fields.clear();
    Ok(code)
}

/// Opens a cursor and lets the descriptor of rows tell of its columns.
pub(super) fn open(statement: &Statement, state: &mut StatementState, cursor: Cursor) {
    lock(&statement.ird().state).fields = cursor.schema().fields().iter().map(|field| described(field)).collect();
    state.row_count = -1;
    state.cursor = Some(cursor);
}

pub(super) unsafe fn cancel(statement: Handle) -> i16 {
    let Some(statement) = find::<Statement>(statement) else { return returns::INVALID_HANDLE };
    // What runs in another thread keeps its diagnostics, and only the wish is passed on.
    if !statement.cancel.cancel_call() {
        match statement.state.try_lock() {
            Ok(mut state) => state.sending = None,
            Err(TryLockError::Poisoned(state)) => state.into_inner().sending = None,
            // A call has begun in this moment, or one that takes no time is at work.
            Err(TryLockError::WouldBlock) => drop(statement.cancel.cancel_call()),
        }
    }
    returns::SUCCESS
}

pub(super) unsafe fn cancel_handle(kind: i16, handle: Handle) -> i16 {
    match kind {
        // SAFETY: cancelling reads nothing of the program's.
        handle_type::STMT => unsafe { cancel(handle) },
        // Nothing of a connection runs in the background.
        handle_type::DBC if find::<Connection>(handle).is_some() => returns::SUCCESS,
        _ => returns::INVALID_HANDLE,
    }
}
