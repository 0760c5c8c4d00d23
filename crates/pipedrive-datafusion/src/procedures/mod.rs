//! Procedures in SQL: `CALL p(a => 'x')`, `EXEC p @a = 'x'` and `SELECT … FROM p(a => 'x')` become one plan node,
//! which calls the procedure when it is executed and never before.
//!
//! The front door turns the first two spellings into the third (`rewrite`); `relation` plans that as a node of its own
//! (`node`, `exec`), or inside a host's context as a table (`host`). What a procedure does is behind `ProcedureBackend`.

mod actions;
mod any_request;
mod arguments;
mod backend;
mod changing;
mod columns;
mod conversion;
mod download;
mod exec;
mod host;
mod listing;
mod mask;
mod names;
mod node;
mod noted;
mod once;
mod operation;
mod planned;
mod proof;
mod relation;
mod rewrite;
mod sending;

pub(crate) use arguments::{Argument, Callee, assign, missing_parameters};
pub(crate) use backend::ProcedureBackend;
pub(crate) use changing::changing_call;
pub(crate) use columns::fold_columns;
pub(crate) use exec::ProcedureExec;
pub(crate) use host::register_procedures;
pub(crate) use listing::ListedProcedures;
pub(crate) use mask::{masked, visit};
pub use names::may_hold_secret_argument;
pub(crate) use names::{
    call_hint, call_with, called_procedure, nearest_procedure, own_name, rehearsed_calls, with_columns_of_dry_run,
};
pub(crate) use node::ProcedurePlanner;
pub(crate) use planned::{depends_on_rows, not_constant};
pub(crate) use relation::{ProcedureRelations, called, needs_rows, split};
pub(crate) use rewrite::rewrite_calls;

#[cfg(test)]
mod tests;
