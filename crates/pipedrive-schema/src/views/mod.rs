//! The views, a file for each group of them.

mod items;

use crate::ViewSpec;

/// Every view, in the order they are listed, after the tables.
pub static VIEWS: &[&ViewSpec] = items::ITEMS;

/// The view of that name.
pub fn view(name: &str) -> Option<&'static ViewSpec> {
    VIEWS.iter().copied().find(|view| view.name == name)
}

#[cfg(test)]
mod tests;
