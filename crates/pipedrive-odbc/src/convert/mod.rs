//! Conversions: from Arrow values to a program's buffers, and from a program's parameters to values.
//!
//! Specification: ODBC 3.8, appendix D, "Converting Data from SQL to C" and "from C to SQL Data Types".

mod binary;
mod cell;
mod column;
mod describe;
mod integer;
mod moment;
mod number;
mod parameter;
mod store;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use cell::Cell;
pub(crate) use column::Column;
pub(crate) use describe::{SqlType, TYPES, column_type, default_c_type, fixed_size, long_text, sql_type};
pub(crate) use parameter::{Source, Value, convert, read};
pub(crate) use store::{Delivery, Stored, store};
pub(crate) use target::Target;
