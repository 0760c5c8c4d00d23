//! `SQLGetDiagRec` and `SQLGetDiagField`, which leave the diagnostics of the handle as they are.

use crate::abi::{Handle, Pointer, diag_field, handle_type, returns};
use crate::diag::{Diagnostics, Record};
use crate::handle::{Connection, Descriptor, Environment, Registered, Statement, find, lock};
use crate::memory;
use crate::text::{Encoding, put_text};

/// What a handle says of its last call, and what the messages need to know of it.
struct Context {
    is_odbc2: bool,
    source: String,
}

/// Shows the diagnostics of a handle to `read`; nothing for a handle that is none.
fn with<R>(kind: i16, handle: Handle, read: impl FnOnce(&Diagnostics, &Context) -> R) -> Option<R> {
    fn of<T: Registered, R>(
        handle: Handle,
        connection: impl FnOnce(&T) -> Option<&Connection>,
        is_odbc2: impl FnOnce(&T) -> bool,
        read: impl FnOnce(&Diagnostics, &Context) -> R,
    ) -> Option<R> {
        let object = find::<T>(handle)?;
        // A statement may be running; its connection is locked only for moments, but need not be waited for.
        let source =
            connection(&object).and_then(|connection| connection.state.try_lock().ok().map(|s| s.data_source.clone()));
        let context = Context { is_odbc2: is_odbc2(&object), source: source.unwrap_or_default() };
        let diagnostics = lock(object.diagnostics());
        Some(read(&diagnostics, &context))
    }
    match kind {
        handle_type::ENV => of::<Environment, R>(handle, |_| None, Environment::is_odbc2, read),
        handle_type::DBC => of::<Connection, R>(handle, |c| Some(c), |c| c.environment.is_odbc2(), read),
        handle_type::STMT => {
            of::<Statement, R>(handle, |s| Some(&s.connection), |s| s.connection.environment.is_odbc2(), read)
        }
        handle_type::DESC => {
            of::<Descriptor, R>(handle, |d| Some(&d.connection), |d| d.connection.environment.is_odbc2(), read)
        }
        _ => None,
    }
}

fn record_at(diagnostics: &Diagnostics, number: i16) -> Option<&Record> {
    diagnostics.records.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

pub(super) unsafe fn record(
    encoding: Encoding,
    kind: i16,
    handle: Handle,
    number: i16,
    sqlstate: Pointer,
    native: *mut i32,
    message: Pointer,
    capacity: i16,
    length: *mut i16,
) -> i16 {
    let code = with(kind, handle, |diagnostics, context| {
        if number <= 0 {
            return returns::ERROR;
        }
        let Some(record) = record_at(diagnostics, number) else { return returns::NO_DATA };
        let mut warnings = Vec::new();
        // SAFETY: the program has room for five characters and a zero, or passes null.
        let _ = unsafe { put_text(encoding, record.state_for(context.is_odbc2), sqlstate, 6, &mut warnings) };
        // SAFETY: the program's pointer.
        unsafe { memory::put(native, record.native) };
        // SAFETY: the program's buffer of that capacity.
        let Ok(written) = (unsafe { put_text(encoding, &record.text(), message, capacity.into(), &mut warnings) })
        else {
            return returns::ERROR;
        };
        // SAFETY: the program's pointer.
        unsafe { memory::put(length, i16::try_from(written).unwrap_or(i16::MAX)) };
        if warnings.is_empty() { returns::SUCCESS } else { returns::SUCCESS_WITH_INFO }
    });
    code.unwrap_or(returns::INVALID_HANDLE)
}

/// A field's value.
enum Value {
    Short(i16),
    Integer(i32),
    Long(isize),
    Text(String),
}

/// Where a SQLSTATE is from: the class of those of ODBC itself, and the rest of ISO 9075.
fn origin(code: &str) -> &'static str {
    if code.starts_with("HY") || code.starts_with("IM") { "ODBC 3.0" } else { "ISO 9075" }
}

fn value(diagnostics: &Diagnostics, context: &Context, number: i16, field: i16) -> Result<Value, i16> {
    let count = || i32::try_from(diagnostics.records.len()).unwrap_or(i32::MAX);
    match field {
        diag_field::RETURNCODE => return Ok(Value::Short(diagnostics.code)),
        diag_field::NUMBER => return Ok(Value::Integer(count())),
        diag_field::ROW_COUNT => return Ok(Value::Long(diagnostics.row_count)),
        diag_field::CURSOR_ROW_COUNT => return Ok(Value::Long(-1)),
        diag_field::DYNAMIC_FUNCTION => return Ok(Value::Text(String::new())),
        diag_field::DYNAMIC_FUNCTION_CODE => return Ok(Value::Integer(0)),
        _ => {}
    }
    if number <= 0 {
        return Err(returns::ERROR);
    }
    let record = record_at(diagnostics, number).ok_or(returns::NO_DATA)?;
    let state = record.state_for(context.is_odbc2);
    Ok(match field {
        diag_field::SQLSTATE => Value::Text(state.to_owned()),
        diag_field::NATIVE => Value::Integer(record.native),
        diag_field::MESSAGE_TEXT => Value::Text(record.text()),
        diag_field::CLASS_ORIGIN | diag_field::SUBCLASS_ORIGIN => Value::Text(origin(state).to_owned()),
        diag_field::CONNECTION_NAME | diag_field::SERVER_NAME => Value::Text(context.source.clone()),
        diag_field::ROW_NUMBER => Value::Long(record.row),
        diag_field::COLUMN_NUMBER => Value::Integer(record.column),
        _ => return Err(returns::ERROR),
    })
}

pub(super) unsafe fn field(
    encoding: Encoding,
    kind: i16,
    handle: Handle,
    number: i16,
    field: i16,
    target: Pointer,
    capacity: i16,
    length: *mut i16,
) -> i16 {
    let code = with(kind, handle, |diagnostics, context| {
        let found = match value(diagnostics, context, number, field) {
            Ok(found) => found,
            Err(code) => return code,
        };
        // SAFETY: the program's pointers, of the size that the field has.
        unsafe {
            match found {
                Value::Short(value) => memory::put(target.cast(), value),
                Value::Integer(value) => memory::put(target.cast(), value),
                Value::Long(value) => memory::put(target.cast(), value),
                Value::Text(text) => return put_bytes(encoding, &text, target, capacity, length),
            }
        }
        returns::SUCCESS
    });
    code.unwrap_or(returns::INVALID_HANDLE)
}

/// Writes a text where lengths count bytes.
unsafe fn put_bytes(encoding: Encoding, text: &str, target: Pointer, capacity: i16, length: *mut i16) -> i16 {
    let width = i16::try_from(encoding.width()).unwrap_or(1);
    let mut warnings = Vec::new();
    // SAFETY: the program's buffer of that many bytes.
    let Ok(units) = (unsafe { put_text(encoding, text, target, (capacity / width).into(), &mut warnings) }) else {
        return returns::ERROR;
    };
    // SAFETY: the program's pointer.
    unsafe { memory::put(length, i16::try_from(units * encoding.width()).unwrap_or(i16::MAX)) };
    if warnings.is_empty() { returns::SUCCESS } else { returns::SUCCESS_WITH_INFO }
}
