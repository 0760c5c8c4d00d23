//! Programs that load the driver through unixODBC: `isql`, and Python with pyodbc.
//!
//! They are skipped where a program is missing, unless `PIPEDRIVE_SQL_REQUIRE_ODBC` is set.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod bench;
mod isql;
mod python;
