//! Writes: INSERT, UPDATE, DELETE and MERGE on tables of the account.
//!
//! A statement becomes the query that gives its rows (`statement/`, and `rule.rs` for sessions of others), below a node
//! that reads them all, makes every request (`jobs.rs`) and only then sends the first (`send.rs`).

mod blame;
mod bulk;
mod columns;
mod conditions;
mod custom;
mod draft;
mod dry_run;
mod encode;
mod exec;
mod jobs;
mod labels;
mod ledger;
mod proof;
mod report;
mod restriction;
mod rows;
mod rule;
mod run;
mod send;
mod sink;
mod source;
mod statement;
mod unbound;
mod value;
mod views;
mod wrap;

pub(crate) use columns::access;
pub(crate) use dry_run::{Line, batch as dry_batch, schema as dry_schema};
pub(crate) use exec::WriteExec;
pub(crate) use jobs::method;
pub(crate) use ledger::{Entry, Ledger, Outcome, Page, Record, What};
pub use ledger::{UploadProgress, WriteKeys, WriteProgress};
pub(crate) use proof::{holds, is_gone};
pub(crate) use rule::WriteRule;
pub(crate) use run::{check_leave, read_only};
pub(crate) use sink::unplanned;
pub(crate) use statement::{double_quoted, take_write, target_of, with_quotes_hint, writes};
pub(crate) use value::key_of_json;
pub(crate) use wrap::wrap;
