//! Attributes of environments and connections.

use crate::abi::{Handle, Pointer, attribute, returns};
use crate::diag::{Record, Warnings, state};
use crate::handle::{Connection, ConnectionState, Environment, enter, lock};
use crate::memory;
use crate::text::{self, Encoding, put_text};

/// `SQL_AUTOCOMMIT_ON`, `SQL_CD_FALSE` and other values that attributes always have.
const ON: usize = 1;
const OFF: usize = 0;
/// `SQL_TXN_READ_UNCOMMITTED`: each page is what Pipedrive held when it was asked.
const READ_UNCOMMITTED: usize = 1;
/// The catalog's name.
const CATALOG: &str = "pipedrive";

/// An integer that is passed in place of a pointer.
pub(super) fn integer(value: Pointer) -> usize {
    value.addr()
}

/// A 32-bit integer that is passed in place of a pointer; what lies above may be anything.
fn small(value: Pointer) -> i32 {
    let [a, b, c, d, ..] = integer(value).to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

pub(super) unsafe fn set_environment(environment: Handle, attribute: i32, value: Pointer, _length: i32) -> i16 {
    enter::<Environment>(environment, |environment, warnings| {
        let refused = || Record::new(state::INVALID_ATTRIBUTE_VALUE);
        match attribute {
            attribute::env::ODBC_VERSION if environment.set_version(small(value)) => {}
            attribute::env::OUTPUT_NTS if small(value) == 1 => {}
            attribute::env::ODBC_VERSION | attribute::env::OUTPUT_NTS => return Err(refused()),
            // Pooling is the driver manager's.
            attribute::env::CONNECTION_POOLING | attribute::env::CP_MATCH => {
                if small(value) != 0 {
                    warnings.push(Record::new(state::OPTION_CHANGED));
                }
            }
            _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
        }
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn get_environment(
    environment: Handle,
    attribute: i32,
    value: Pointer,
    _capacity: i32,
    length: *mut i32,
) -> i16 {
    enter::<Environment>(environment, |environment, _| {
        let number = match attribute {
            attribute::env::ODBC_VERSION => environment.version(),
            attribute::env::OUTPUT_NTS => 1,
            attribute::env::CONNECTION_POOLING | attribute::env::CP_MATCH => 0,
            _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
        };
        // SAFETY: the program has room for a 32-bit integer.
        unsafe { memory::put(value.cast(), number) };
        // SAFETY: the program's pointer.
        unsafe { memory::put(length, 4) };
        Ok(returns::SUCCESS)
    })
}

pub(super) unsafe fn set_connection(
    encoding: Encoding,
    connection: Handle,
    attribute: i32,
    value: Pointer,
    length: i32,
) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        let mut state = lock(&connection.state);
        if attribute == attribute::dbc::CURRENT_CATALOG {
            let width = i32::try_from(encoding.width()).unwrap_or(1);
            let units = if length < 0 { length } else { length / width };
            let units = isize::try_from(units).unwrap_or_default();
            // SAFETY: the program's text of that length.
            let name = unsafe { text::read(encoding, value, units)? };
            let is_ours = name.is_none_or(|name| name.eq_ignore_ascii_case(CATALOG));
            return if is_ours {
                Ok(returns::SUCCESS)
            } else {
                Err(Record::with(state::INVALID_ATTRIBUTE_VALUE, format!("there is one catalog, `{CATALOG}`")))
            };
        }
        // Attributes of 32 bits are passed in place of a pointer, whose upper half may be anything.
        let number = integer(value);
        let number = if is_long(attribute) { number } else { number & 0xFFFF_FFFF };
        set(&mut state, attribute, number, warnings)
    })
}

/// Whether an attribute of a connection is as long as a pointer; others have 32 bits.
fn is_long(attribute: i32) -> bool {
    matches!(attribute, attribute::dbc::ASYNC_ENABLE | attribute::dbc::ODBC_CURSORS | attribute::dbc::QUIET_MODE)
}

fn set(connection: &mut ConnectionState, attribute: i32, value: usize, warnings: &mut Warnings) -> Result<i16, Record> {
    let flag = || if value <= 1 { Ok(value) } else { Err(Record::new(state::INVALID_ATTRIBUTE_VALUE)) };
    let mut only = |the_only: usize| {
        if value != the_only {
            warnings.push(Record::new(state::OPTION_CHANGED));
        }
    };
    match attribute {
        attribute::dbc::LOGIN_TIMEOUT => connection.login_timeout = value,
        attribute::dbc::CONNECTION_TIMEOUT => connection.connection_timeout = value,
        attribute::dbc::ACCESS_MODE => connection.access_mode = flag()?,
        // Every statement takes effect at once either way; a program that turns it off is told so when it rolls back.
        attribute::dbc::AUTOCOMMIT => {
            connection.autocommit = flag()?;
            // Switching it on commits what was written before.
            connection.is_uncommitted &= connection.autocommit == 0;
        }
        attribute::dbc::METADATA_ID => connection.metadata_id = flag()?,
        attribute::dbc::QUIET_MODE => connection.quiet_mode = value,
        attribute::dbc::TXN_ISOLATION => only(READ_UNCOMMITTED),
        attribute::dbc::ASYNC_ENABLE | attribute::dbc::DISCONNECT_BEHAVIOR => only(OFF),
        attribute::dbc::PACKET_SIZE => warnings.push(Record::new(state::OPTION_CHANGED)),
        // The driver manager's own, which some versions pass on; and whether the program is narrow, which changes nothing here.
        attribute::dbc::TRACE | attribute::dbc::TRACEFILE | attribute::dbc::ODBC_CURSORS | attribute::dbc::ANSI_APP => {
        }
        attribute::dbc::AUTO_IPD | attribute::dbc::CONNECTION_DEAD => {
            return Err(Record::with(state::INVALID_ATTRIBUTE, "the attribute can only be read"));
        }
        _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
    }
    Ok(returns::SUCCESS)
}

pub(super) unsafe fn get_connection(
    encoding: Encoding,
    connection: Handle,
    attribute: i32,
    value: Pointer,
    capacity: i32,
    length: *mut i32,
) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        let state = lock(&connection.state);
        let number = match attribute {
            attribute::dbc::CURRENT_CATALOG => {
                // SAFETY: the program's buffer of that many bytes.
                return unsafe { put_sized(encoding, CATALOG, value, capacity, length, warnings) };
            }
            attribute::dbc::LOGIN_TIMEOUT => state.login_timeout,
            attribute::dbc::CONNECTION_TIMEOUT => state.connection_timeout,
            attribute::dbc::ACCESS_MODE => state.access_mode,
            attribute::dbc::AUTOCOMMIT => state.autocommit,
            attribute::dbc::METADATA_ID => state.metadata_id,
            attribute::dbc::TXN_ISOLATION => READ_UNCOMMITTED,
            attribute::dbc::CONNECTION_DEAD => {
                usize::from(state.session.as_ref().is_none_or(pipedrive_driver::Connection::is_closed))
            }
            attribute::dbc::AUTO_IPD => ON,
            attribute::dbc::ASYNC_ENABLE | attribute::dbc::DISCONNECT_BEHAVIOR | attribute::dbc::TRACE => OFF,
            attribute::dbc::ODBC_CURSORS => 2,
            attribute::dbc::PACKET_SIZE => 0,
            attribute::dbc::QUIET_MODE => state.quiet_mode,
            _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
        };
        // SAFETY: the program has room for an integer of the attribute's size, and its pointer to a length is its own.
        unsafe {
            if is_long(attribute) {
                memory::put(value.cast(), number);
                memory::put(length, 8);
            } else {
                memory::put(value.cast(), u32::try_from(number).unwrap_or(u32::MAX));
                memory::put(length, 4);
            }
        }
        Ok(returns::SUCCESS)
    })
}

/// Writes a text where lengths count bytes.
///
/// # Errors
/// HY090 for a negative capacity.
///
/// # Safety
/// `buffer` is null or has room for `capacity` bytes; `length` is null or the program's.
pub(super) unsafe fn put_sized(
    encoding: Encoding,
    text: &str,
    buffer: Pointer,
    capacity: i32,
    length: *mut i32,
    warnings: &mut Warnings,
) -> Result<i16, Record> {
    let width = i32::try_from(encoding.width()).unwrap_or(1);
    let capacity = isize::try_from(capacity / width).unwrap_or_default();
    // SAFETY: the caller vouches for the buffer.
    let units = unsafe { put_text(encoding, text, buffer, capacity, warnings)? };
    // SAFETY: the caller vouches for the pointer.
    unsafe { memory::put(length, i32::try_from(units * encoding.width()).unwrap_or(i32::MAX)) };
    Ok(returns::SUCCESS)
}
