//! The ODBC driver: `libpipedriveodbc.so`, a skin of C functions over the blocking connection of `pipedrive-driver`.
//!
//! Specification: ODBC 3.8.
#![expect(unsafe_code, reason = "this crate is the border to C; every block says why it holds")]

mod abi;
mod convert;
mod cursor;
mod diag;
mod entry;
mod escapes;
mod fault;
mod handle;
mod info;
mod memory;
pub mod reference;
mod text;
