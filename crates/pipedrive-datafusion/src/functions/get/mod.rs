//! `pipedrive_get`: any GET of the API as rows of JSON text.
//!
//! Its arguments are those of a table function, but the request they make is known only once they are: so it has a
//! table and a plan node of its own.

mod exec;
mod rows;
mod table;
mod target;

pub(crate) use exec::GetExec;
pub(super) use table::GetTable;
pub(crate) use target::{SECRETS, below_prefix, decoded, known_route, no_path, plain};
