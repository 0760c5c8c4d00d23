//! Saved filters: which ones the account has, and which records they pick.

mod cell;
mod draft;
mod operators;
mod predicate;
mod relative;
mod saved;
mod store;

pub use saved::{FilterType, SavedFilter};

pub(crate) use cell::{Cell, Record};
pub(crate) use draft::Draft;
pub(crate) use operators::operators;
pub(crate) use saved::{Condition, saved_filters};
pub(crate) use store::FilterStore;
