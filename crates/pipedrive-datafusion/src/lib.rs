//! The engine: an account's tables for DataFusion, and one front door for SQL text.
//!
//! [`PipedriveSession`] is the way in for programs of their own; [`register`] adds an account to a
//! `SessionContext` that already exists.

mod access;
mod account;
mod account_tables;
mod cache;
mod catalog;
mod children;
mod decode;
mod describe;
mod error;
mod explain;
mod field_keys;
mod front_door;
mod functions;
mod history;
mod journal;
mod knowledge;
mod layout;
mod metadata;
mod names;
mod narrowed;
mod nested_text;
mod options;
mod order;
mod parameter_columns;
mod parameters;
mod prepared;
mod price;
mod procedures;
mod provider;
mod pushdown;
mod refused;
mod relations;
mod request;
mod result;
mod scan;
mod session;
mod settings;
mod stream;
mod summary;
mod system;
mod translate;
mod views;

pub use account::Account;
pub use catalog::{CATALOG, SCHEMA, register};
pub use decode::PageDecoder;
pub use describe::{ColumnDescription, TableDescription};
pub use error::{Error, sqlstate};
pub use front_door::{ParsedStatement, parse};
pub use layout::{COMMENT, LayoutColumn, TableLayout, arrow_type};
pub use options::PipedriveOptions;
pub use parameters::Parameter;
pub use pipedrive_client::{Budget, Counts, CurrentUser, ErrorKind, QueryScope};
pub use pipedrive_schema::{EXTRA_COLUMN, PROCEDURES, ParameterSpec, ProcedureSpec, ResultColumnSpec};
pub use prepared::{Prepared, StatementKind};
pub use procedures::may_hold_secret_argument;
pub use provider::PipedriveTable;
pub use request::Estimate;
pub use result::QueryResult;
pub use scan::PipedriveScan;
pub use session::PipedriveSession;
