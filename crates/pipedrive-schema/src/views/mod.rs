//! The views, a file for each group of them.

mod history;
mod items;

use crate::ViewSpec;

/// The views that are queries.
static QUERIES: &[&ViewSpec] = &[&history::STAGES, &history::STATUSES];

/// Every view, in the order they are listed, after the tables.
pub fn views() -> impl Iterator<Item = &'static ViewSpec> {
    QUERIES.iter().chain(items::ITEMS).copied()
}

/// The view of that name.
pub fn view(name: &str) -> Option<&'static ViewSpec> {
    views().find(|view| view.name == name)
}

#[cfg(test)]
mod tests;
