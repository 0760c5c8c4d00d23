//! Attributes of statements; those of arrays are fields of the statement's descriptors.

use std::sync::Arc;

use super::attributes::integer;
use crate::abi::{Handle, Pointer, attribute::stmt, returns};
use crate::diag::{Record, Warnings, state};
use crate::handle::{Address, Descriptor, Statement, StatementState, enter, find, lock};
use crate::memory;
use crate::text::Encoding;

/// `SQL_CURSOR_FORWARD_ONLY`, `SQL_CONCUR_READ_ONLY`, `SQL_UB_OFF` and other values that attributes always have.
const FORWARD_ONLY: usize = 0;
const READ_ONLY: usize = 1;
const OFF: usize = 0;

pub(super) unsafe fn set(_encoding: Encoding, statement: Handle, attribute: i32, value: Pointer, _length: i32) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let mut state = lock(&statement.state);
        if set_array(statement, &state, attribute, value)? {
            return Ok(returns::SUCCESS);
        }
        match attribute {
            stmt::APP_ROW_DESC => state.rows = chosen(statement, value, 0)?,
            stmt::APP_PARAM_DESC => state.parameters = chosen(statement, value, 1)?,
            stmt::IMP_ROW_DESC | stmt::IMP_PARAM_DESC => {
                return Err(Record::with(state::IMPLICIT_DESCRIPTOR, "the driver's descriptors cannot be replaced"));
            }
            _ => set_plain(&mut state, attribute, integer(value), warnings)?,
        }
        Ok(returns::SUCCESS)
    })
}

/// The descriptor that a program chooses: one that it allocated, or the statement's own again.
fn chosen(statement: &Statement, value: Pointer, own: usize) -> Result<Option<(Arc<Descriptor>, usize)>, Record> {
    let is_own = lock(&statement.own_tokens).get(own) == Some(&value.addr());
    if value.is_null() || is_own {
        return Ok(None);
    }
    match find::<Descriptor>(value) {
        Some(descriptor) if descriptor.is_implicit => Err(Record::new(state::IMPLICIT_DESCRIPTOR)),
        Some(descriptor) if Arc::ptr_eq(&descriptor.connection, &statement.connection) => {
            Ok(Some((descriptor, value.addr())))
        }
        _ => Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)),
    }
}

/// Sets what is a field of a descriptor; says whether the attribute is one.
fn set_array(statement: &Statement, state: &StatementState, attribute: i32, value: Pointer) -> Result<bool, Record> {
    let (number, address) = (integer(value), Address::of(value));
    let size = || if number > 0 { Ok(number) } else { Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)) };
    match attribute {
        stmt::ROW_ARRAY_SIZE => lock(&statement.ard(state).state).header.array_size = size()?,
        stmt::ROW_BIND_TYPE => lock(&statement.ard(state).state).header.bind_type = number,
        stmt::ROW_BIND_OFFSET_PTR => lock(&statement.ard(state).state).header.bind_offset = address,
        stmt::ROW_OPERATION_PTR => lock(&statement.ard(state).state).header.array_status = address,
        stmt::ROW_STATUS_PTR => lock(&statement.ird().state).header.array_status = address,
        stmt::ROWS_FETCHED_PTR => lock(&statement.ird().state).header.rows_processed = address,
        stmt::PARAMSET_SIZE => lock(&statement.apd(state).state).header.array_size = size()?,
        stmt::PARAM_BIND_TYPE => lock(&statement.apd(state).state).header.bind_type = number,
        stmt::PARAM_BIND_OFFSET_PTR => lock(&statement.apd(state).state).header.bind_offset = address,
        stmt::PARAM_OPERATION_PTR => lock(&statement.apd(state).state).header.array_status = address,
        stmt::PARAM_STATUS_PTR => lock(&statement.ipd().state).header.array_status = address,
        stmt::PARAMS_PROCESSED_PTR => lock(&statement.ipd().state).header.rows_processed = address,
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_plain(state: &mut StatementState, attribute: i32, value: usize, warnings: &mut Warnings) -> Result<(), Record> {
    let flag = || if value <= 1 { Ok(value) } else { Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)) };
    let mut only = |the_only: usize| {
        if value != the_only {
            warnings.push(Record::new(state::OPTION_CHANGED));
        }
    };
    match attribute {
        // Taken into account by the next call that prepares, executes or asks the catalogue.
        stmt::QUERY_TIMEOUT => state.attributes.query_timeout = value,
        stmt::MAX_ROWS => {
            state.attributes.max_rows = value;
            state.engine.set_max_rows(u64::try_from(value).ok().filter(|rows| *rows > 0));
        }
        stmt::NOSCAN => state.attributes.noscan = flag()?,
        stmt::METADATA_ID => state.attributes.metadata_id = flag()?,
        stmt::RETRIEVE_DATA => state.attributes.retrieve_data = flag()?,
        stmt::ROWSET_SIZE if value > 0 => state.attributes.rowset_size = value,
        stmt::ROWSET_SIZE => return Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)),
        stmt::CURSOR_TYPE => only(FORWARD_ONLY),
        stmt::CONCURRENCY => only(READ_ONLY),
        stmt::CURSOR_SENSITIVITY
        | stmt::CURSOR_SCROLLABLE
        | stmt::MAX_LENGTH
        | stmt::ASYNC_ENABLE
        | stmt::KEYSET_SIZE
        | stmt::SIMULATE_CURSOR
        | stmt::USE_BOOKMARKS => only(OFF),
        // The driver describes parameters itself in any case.
        stmt::ENABLE_AUTO_IPD => {
            flag()?;
        }
        stmt::ROW_NUMBER => return Err(Record::with(state::INVALID_ATTRIBUTE, "the attribute can only be read")),
        _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
    }
    Ok(())
}

/// An attribute's value: a number, or an address or a handle.
enum Value {
    Number(usize),
    Address(Address),
    Token(usize),
}

fn value(statement: &Statement, state: &StatementState, attribute: i32) -> Result<Value, Record> {
    let rows = || lock(&statement.ard(state).state).header;
    let parameters = || lock(&statement.apd(state).state).header;
    let result = || lock(&statement.ird().state).header;
    let described = || lock(&statement.ipd().state).header;
    let token = |chosen: Option<&(Arc<Descriptor>, usize)>, own: usize| {
        let live = chosen.filter(|(descriptor, _)| !descriptor.is_freed()).map(|(_, token)| *token);
        Value::Token(live.unwrap_or(lock(&statement.own_tokens)[own]))
    };
    let kept = &state.attributes;
    Ok(match attribute {
        stmt::APP_ROW_DESC => token(state.rows.as_ref(), 0),
        stmt::APP_PARAM_DESC => token(state.parameters.as_ref(), 1),
        stmt::IMP_ROW_DESC => token(None, 2),
        stmt::IMP_PARAM_DESC => token(None, 3),
        stmt::ROW_ARRAY_SIZE => Value::Number(rows().array_size),
        stmt::ROWSET_SIZE => Value::Number(kept.rowset_size),
        stmt::ROW_BIND_TYPE => Value::Number(rows().bind_type),
        stmt::ROW_BIND_OFFSET_PTR => Value::Address(rows().bind_offset),
        stmt::ROW_OPERATION_PTR => Value::Address(rows().array_status),
        stmt::ROW_STATUS_PTR => Value::Address(result().array_status),
        stmt::ROWS_FETCHED_PTR => Value::Address(result().rows_processed),
        stmt::PARAMSET_SIZE => Value::Number(parameters().array_size),
        stmt::PARAM_BIND_TYPE => Value::Number(parameters().bind_type),
        stmt::PARAM_BIND_OFFSET_PTR => Value::Address(parameters().bind_offset),
        stmt::PARAM_OPERATION_PTR => Value::Address(parameters().array_status),
        stmt::PARAM_STATUS_PTR => Value::Address(described().array_status),
        stmt::PARAMS_PROCESSED_PTR => Value::Address(described().rows_processed),
        stmt::QUERY_TIMEOUT => Value::Number(kept.query_timeout),
        stmt::MAX_ROWS => Value::Number(kept.max_rows),
        stmt::NOSCAN => Value::Number(kept.noscan),
        stmt::METADATA_ID => Value::Number(kept.metadata_id),
        stmt::RETRIEVE_DATA => Value::Number(kept.retrieve_data),
        stmt::CONCURRENCY | stmt::ENABLE_AUTO_IPD => Value::Number(READ_ONLY),
        stmt::CURSOR_TYPE
        | stmt::CURSOR_SENSITIVITY
        | stmt::CURSOR_SCROLLABLE
        | stmt::MAX_LENGTH
        | stmt::ASYNC_ENABLE
        | stmt::KEYSET_SIZE
        | stmt::SIMULATE_CURSOR
        | stmt::USE_BOOKMARKS => Value::Number(OFF),
        stmt::ROW_NUMBER => {
            let cursor = state.cursor.as_ref().ok_or_else(|| Record::new(state::INVALID_CURSOR_STATE))?;
            Value::Number(cursor.row_number())
        }
        _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
    })
}

pub(super) unsafe fn get(
    _encoding: Encoding,
    statement: Handle,
    attribute: i32,
    target: Pointer,
    _capacity: i32,
    length: *mut i32,
) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let state = lock(&statement.state);
        let number = match value(statement, &state, attribute)? {
            Value::Number(number) | Value::Token(number) => number,
            Value::Address(address) => address.pointer::<u8>().addr(),
        };
        // SAFETY: the program has room for an integer of the size of a pointer, which is what these attributes are.
        unsafe { memory::put(target.cast(), number) };
        // SAFETY: the program's pointer.
        unsafe { memory::put(length, 8) };
        Ok(returns::SUCCESS)
    })
}
