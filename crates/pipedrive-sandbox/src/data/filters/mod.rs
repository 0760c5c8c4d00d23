//! Saved filters: which ones the account has, and which records they pick.

mod cell;
mod predicate;
mod relative;
mod saved;

pub use saved::{FilterType, SavedFilter};

pub(crate) use cell::{Cell, Record};
pub(crate) use saved::{Condition, saved_filters};
