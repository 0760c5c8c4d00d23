//! Results as a whole: how many columns and rows, the next one of a batch, the cursor's end and its name.

use super::execute::settle;
use crate::abi::{Handle, Pointer, returns};
use crate::diag::{Record, state};
use crate::handle::{Statement, enter, lock};
use crate::memory;
use crate::text::{self, Encoding, put_text};

/// Longest name of a cursor.
const LONGEST_NAME: usize = 128;

pub(super) unsafe fn column_count(statement: Handle, count: *mut i16) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let state = lock(&statement.state);
        state.check_present()?;
        let columns = lock(&statement.ird().state).fields.len();
        // SAFETY: the program's pointer.
        unsafe { memory::put(count, i16::try_from(columns).unwrap_or(i16::MAX)) };
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn row_count(statement: Handle, count: *mut isize) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let rows = lock(&statement.state).row_count;
        // SAFETY: the program's pointer.
        unsafe { memory::put(count, rows) };
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn more(statement: Handle) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let mut state = statement.go_on();
        let untold = state.cursor.take().and_then(|cursor| cursor.failure().cloned());
        state.is_executed = false;
        if let Some(failure) = untold.filter(|_| state.outcomes.is_some()) {
            // The rows before were cut, which no fetch has told.
            state.close();
            return Err(failure);
        }
        let Some(mut outcomes) = state.outcomes.take() else { return Ok(returns::NO_DATA) };
        let next = outcomes.next_outcome();
        lock(&statement.connection.state).note_writes();
        let next = next?;
        if next.is_none() {
            return Ok(returns::NO_DATA);
        }
        state.outcomes = Some(outcomes);
        // That a write matched nothing is told by its row count, for here it would end the batch.
        let settled = settle(statement, &mut state, next);
        state.is_executed = settled.is_ok();
        if settled.is_err() {
            state.close();
        }
        settled.map(|_| returns::SUCCESS)
    })
}

pub(super) unsafe fn close_cursor(statement: Handle) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        // Rows that another thread is waiting for are not wanted any more.
        statement.cancel.cancel_call();
        let mut state = lock(&statement.state);
        if state.cursor.is_none() {
            return Err(Record::with(state::INVALID_CURSOR_STATE, "there is no open cursor"));
        }
        state.close();
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn cursor_name(
    encoding: Encoding,
    statement: Handle,
    name: Pointer,
    capacity: i16,
    length: *mut i16,
) -> i16 {
    enter::<Statement>(statement, |object, warnings| {
        let mut state = lock(&object.state);
        if state.cursor_name.is_empty() {
            state.cursor_name = format!("SQL_CUR{:X}", statement.addr());
        }
        // SAFETY: the program's buffer of that many units.
        let units = unsafe { put_text(encoding, &state.cursor_name, name, capacity.into(), warnings)? };
        // SAFETY: the program's pointer.
        unsafe { memory::put(length, i16::try_from(units).unwrap_or(i16::MAX)) };
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn set_cursor_name(encoding: Encoding, statement: Handle, name: Pointer, length: i16) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        // SAFETY: the program's text of that length.
        let name = unsafe { text::read(encoding, name, length.into())? };
        let name = name.ok_or_else(|| Record::new(state::NULL_POINTER))?;
        let is_reserved = ["SQL_CUR", "SQLCUR"].iter().any(|prefix| name.to_uppercase().starts_with(prefix));
        if name.is_empty() || name.len() > LONGEST_NAME || is_reserved {
            return Err(Record::new(state::INVALID_CURSOR_NAME));
        }
        lock(&statement.state).cursor_name = name;
        Ok(returns::SUCCESS)
    })
}
