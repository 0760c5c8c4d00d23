//! Programs that load the driver through unixODBC: `isql`, Python with pyodbc, and an application in Rust.
//!
//! They are skipped where a program is missing, unless `PIPEDRIVE_SQL_REQUIRE_ODBC` is set.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod application;
mod bench;
mod isql;
mod library;
mod python;
mod recorded;
