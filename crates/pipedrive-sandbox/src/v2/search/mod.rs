//! Searching: one kind of record, all kinds at once, or one field.

mod entities;
mod field;
mod items;
mod kinds;
mod rows;
mod term;
mod texts;

use crate::http::Operation;

/// The operations that search.
pub(crate) const OPERATIONS: &[Operation] = &[
    entities::DEALS,
    entities::PERSONS,
    entities::ORGANIZATIONS,
    entities::PRODUCTS,
    entities::LEADS,
    entities::PROJECTS,
    items::ITEMS,
    field::FIELD,
];
