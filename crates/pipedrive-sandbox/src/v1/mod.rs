//! API v1: lenient, paged with offsets.

mod catalog;
mod filters;
mod leads;
mod notes;
mod offset;
mod summary;
mod users;

use crate::http::Operation;

/// Every operation of v1 the sandbox answers.
pub(crate) static OPERATIONS: &[&[Operation]] = &[
    users::OPERATIONS,
    catalog::OPERATIONS,
    filters::OPERATIONS,
    leads::OPERATIONS,
    notes::OPERATIONS,
    summary::OPERATIONS,
];
