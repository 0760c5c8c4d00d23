//! Programs that load the driver through unixODBC: `isql`, and Python with pyodbc.
//!
//! They are skipped where a program is missing, unless `PIPEDRIVE_SQL_REQUIRE_ODBC` is set.

mod bench;
mod isql;
mod python;
