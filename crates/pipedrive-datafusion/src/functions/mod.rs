//! Table functions in SQL: `SELECT … FROM deal_search('acme', status => 'open')`.
//!
//! A function is a table whose columns with an `@` stand for parameters of its request. A call is planned as the scan of
//! that table below a filter with one equality an argument, and below that a projection of the other columns; so paging,
//! limits, prices, plans and decoding are those of tables.

mod argument;
mod call;
mod get;
mod host;
mod names;
mod relation;

pub(crate) use argument::unfit;
pub(crate) use get::{GetExec, SECRETS, below_prefix, decoded, known_route, no_path, plain};
pub(crate) use host::register_functions;
pub(crate) use names::{function_hint, function_names, nearest_function};
pub(crate) use relation::FunctionRelations;
