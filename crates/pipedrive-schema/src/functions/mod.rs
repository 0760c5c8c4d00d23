//! The table functions: what the API only answers when it is given arguments.

use crate::TableSpec;

/// Every table function, in the order in which they are listed.
pub static FUNCTIONS: &[&TableSpec] = &[];
