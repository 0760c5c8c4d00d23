//! The driver: the engine behind calls that block, for front ends that are no async Rust.
//!
//! A [`Connection`] makes [`Statement`]s, a statement gives [`Outcomes`], and one of those may be a [`ResultSet`] whose
//! batches come as they are fetched. [`Catalogue`] tells what there is to query, as rows. Everything may be used from
//! any thread, also from one that belongs to an async runtime.

mod call;
mod cancel;
pub mod catalogue;
mod connection;
mod error;
mod open;
mod outcome;
mod process;
mod result_set;
mod runtime;
mod sql_type;
mod sqlstate;
mod statement;

pub use cancel::{Call, CancelHandle};
pub use catalogue::Catalogue;
pub use connection::Connection;
pub use error::Error;
pub use open::Open;
pub use outcome::{Outcome, Outcomes};
pub use pipedrive_connection::ConnectionConfig;
pub use pipedrive_datafusion::{Counts, CurrentUser, ErrorKind, Parameter, holds_long_text, json_texts};
pub use result_set::ResultSet;
pub use runtime::runtime;
pub use sql_type::{SQL_TYPES, SqlType};
pub use statement::Statement;
