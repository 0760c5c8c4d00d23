//! The tables, one file each.

mod deals;

use crate::TableSpec;

/// Every table, in the order `\d` lists them.
pub static TABLES: &[&TableSpec] = &[&deals::DEALS];

/// The table of that name.
pub fn table(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().copied().find(|t| t.name == name)
}
