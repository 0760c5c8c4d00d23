//! Parameters that come in pieces: `SQLParamData` says which, `SQLPutData` takes the pieces.

use super::execute::run;
use super::parameters::Parameters;
use crate::abi::{Handle, Pointer, c_type, length, returns};
use crate::convert::{Source, Value, fixed_size, read};
use crate::diag::{Record, Warnings, state};
use crate::handle::{DataAtExecution, Sent, Statement, StatementState, enter, lock};
use crate::memory;
use crate::text::{self, Encoding};

fn out_of_order() -> Record {
    Record::with(state::SEQUENCE, "no parameter is wanted; execute a statement first, then call `SQLParamData`")
}

/// Begins to ask for parameters.
pub(super) fn start(state: &mut StatementState, wanted: Vec<u16>) -> i16 {
    state.sending = Some(DataAtExecution { wanted, ..DataAtExecution::default() });
    returns::NEED_DATA
}

pub(super) unsafe fn next(statement: Handle, value: *mut Pointer) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let is_wanted = |state: &StatementState| state.sending.as_ref().map(|_| ()).ok_or_else(out_of_order);
        let mut state = statement.work(is_wanted)?;
        let count = state.engine.parameters().len();
        let parameters = Parameters::of(statement, &state, count);
        let sending = state.sending.as_mut().ok_or_else(out_of_order)?;
        if let Some(sent) = sending.current.take() {
            match complete(&parameters, &sent) {
                Ok(complete) => sending.values.push(complete),
                Err(error) => {
                    // Nothing is being sent any more: what has begun cannot be executed without the value.
                    state.sending = None;
                    return Err(error);
                }
            }
        }
        if !sending.wanted.is_empty() {
            let number = sending.wanted.remove(0);
            sending.current = Some(Sent { number, bytes: Vec::new(), is_null: false, is_begun: false });
            // SAFETY: the program's pointer.
            unsafe { memory::put(value, parameters.token(number).pointer()) };
            return Ok(returns::NEED_DATA);
        }
        finish(statement, &mut state, &parameters, warnings)
    })
}

fn finish(
    statement: &Statement,
    state: &mut StatementState,
    parameters: &Parameters,
    warnings: &mut Warnings,
) -> Result<i16, Record> {
    let sending = state.sending.take().ok_or_else(out_of_order)?;
    // A text with parameters has been prepared before they are asked for.
    run(statement, state, None, parameters, &sending.values, warnings)
}

/// The value of a parameter whose pieces are all there.
fn complete(parameters: &Parameters, sent: &Sent) -> Result<(u16, Value), Record> {
    if !sent.is_begun {
        return Err(Record::with(state::SEQUENCE, format!("no data was sent for parameter {}", sent.number)));
    }
    let (c_type, _) = parameters.types(sent.number).ok_or_else(out_of_order)?;
    let length = if sent.is_null { length::NULL_DATA } else { isize::try_from(sent.bytes.len()).unwrap_or(isize::MAX) };
    if !sent.is_null && fixed_size(c_type).is_some_and(|size| size > sent.bytes.len()) {
        return Err(Record::new(state::INVALID_LENGTH));
    }
    // An empty text has no bytes, but is there.
    let data = sent.bytes.as_ptr();
    // SAFETY: the bytes are here, as many as the length says or the type needs.
    Ok((sent.number, unsafe { read(Source { c_type, data, length })? }))
}

pub(super) unsafe fn put(statement: Handle, data: Pointer, length: isize) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let mut state = lock(&statement.state);
        let count = state.engine.parameters().len();
        let parameters = Parameters::of(statement, &state, count);
        let sent = state.sending.as_mut().and_then(|sending| sending.current.as_mut()).ok_or_else(out_of_order)?;
        let (c_type, _) = parameters.types(sent.number).ok_or_else(out_of_order)?;
        // SAFETY: the program's piece of that length.
        if let Err(error) = unsafe { add(sent, c_type, data, length) } {
            // As the standard has it, that ends the execution: what a piece is missing of must not be taken for complete.
            state.sending = None;
            return Err(error);
        }
        Ok(returns::SUCCESS)
    })
}

/// Adds a piece to what was sent.
///
/// # Safety
/// `data` is null or has a value of the type, or as many bytes as the length says.
unsafe fn add(sent: &mut Sent, c_type: i16, data: Pointer, length: isize) -> Result<(), Record> {
    if sent.is_null || (length == length::NULL_DATA && sent.is_begun) {
        return Err(Record::new(state::CONCATENATES_NULL));
    }
    if length == length::NULL_DATA {
        sent.is_null = true;
    } else if fixed_size(c_type).is_some() && sent.is_begun {
        return Err(Record::new(state::NON_CHARACTER_IN_PIECES));
    } else if data.is_null() && length != 0 {
        return Err(Record::new(state::NULL_POINTER));
    } else {
        // SAFETY: the caller vouches for the piece.
        sent.bytes.extend(unsafe { piece(c_type, data, length)? });
    }
    sent.is_begun = true;
    Ok(())
}

/// The bytes of a piece. They are decoded when all are there, because a piece may end within a character.
///
/// # Safety
/// As [`add`], and `data` is not null unless the length is 0.
unsafe fn piece(c_type: i16, data: Pointer, length: isize) -> Result<Vec<u8>, Record> {
    let bytes = match (fixed_size(c_type), usize::try_from(length)) {
        (Some(size), _) => size,
        (None, Ok(bytes)) => bytes,
        (None, Err(_)) if length == length::NTS && c_type != c_type::BINARY => {
            let encoding = if c_type == c_type::WCHAR { Encoding::Wide } else { Encoding::Narrow };
            // SAFETY: the program's text ends with a zero.
            unsafe { text::terminated(encoding, data.cast()) }
        }
        (None, Err(_)) => return Err(Record::new(state::INVALID_LENGTH)),
    };
    // SAFETY: the program's piece of that length.
    Ok(unsafe { memory::get_bytes(data.cast(), bytes) })
}
