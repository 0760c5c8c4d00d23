//! Diagnostics: what every handle remembers of its last call.

mod record;
pub(crate) mod state;

pub(crate) use record::{Diagnostics, Record, Warnings};
