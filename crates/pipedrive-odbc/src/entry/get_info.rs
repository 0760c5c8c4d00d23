//! `SQLGetInfo`, which answers from the table.

use super::attributes::put_sized;
use crate::abi::{Handle, Pointer, returns};
use crate::diag::{Record, state};
use crate::escapes;
use crate::handle::{Connection, ConnectionState, enter, lock};
use crate::info::{Fact, INFO, Told};
use crate::memory;
use crate::text::Encoding;

/// What is told of a type of information for this connection.
enum Value {
    Text(String),
    Short(u16),
    Bits(u32),
}

/// The driver's version as the standard writes versions, `##.##.####`.
fn version() -> String {
    let mut parts = env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    format!("{:02}.{:02}.{:04}", part(), part(), part())
}

fn value(fact: &Fact, connection: &ConnectionState) -> Value {
    let session = connection.session.as_ref();
    let text = |text: Option<&str>| Value::Text(text.unwrap_or_default().to_owned());
    match fact.told {
        Told::Text(told) => text(Some(told)),
        Told::Short(number) => Value::Short(number),
        Told::Bits(bits) => Value::Bits(bits),
        Told::Source => text(Some(&connection.data_source)),
        Told::Version => Value::Text(version()),
        Told::Server => text(session.and_then(pipedrive_driver::Connection::company_domain)),
        Told::User => text(session.and_then(pipedrive_driver::Connection::user).map(|user| user.name.as_str())),
        Told::ReadOnly => {
            let is_read_only = session.is_some_and(pipedrive_driver::Connection::is_read_only);
            text(Some(if is_read_only { "Y" } else { "N" }))
        }
        Told::Functions(family) => Value::Bits(escapes::bits(family)),
    }
}

pub(super) unsafe fn get(
    encoding: Encoding,
    connection: Handle,
    kind: u16,
    target: Pointer,
    capacity: i16,
    length: *mut i16,
) -> i16 {
    enter::<Connection>(connection, |connection, warnings| {
        let state = lock(&connection.state);
        let found = INFO.binary_search_by_key(&kind, |fact| fact.id).ok().and_then(|at| INFO.get(at));
        let fact = found.ok_or_else(|| Record::new(state::INVALID_INFORMATION_TYPE))?;
        let bytes = match value(fact, &state) {
            Value::Short(number) => {
                // SAFETY: the program has room for a 16-bit number.
                unsafe { memory::put(target.cast(), number) };
                2
            }
            Value::Bits(bits) => {
                // SAFETY: the program has room for a 32-bit number.
                unsafe { memory::put(target.cast(), bits) };
                4
            }
            Value::Text(text) => {
                let mut bytes = 0;
                // SAFETY: the program's buffer of that many bytes.
                unsafe { put_sized(encoding, &text, target, capacity.into(), &raw mut bytes, warnings)? };
                i16::try_from(bytes).unwrap_or(i16::MAX)
            }
        };
        // SAFETY: the program's pointer.
        unsafe { memory::put(length, bytes) };
        Ok(returns::SUCCESS)
    })
}
