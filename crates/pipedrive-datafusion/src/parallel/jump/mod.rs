//! Reading a list from places that no answer has named, with `ParallelScan=Jump`.
//!
//! A list in the order of its ids is cut into ranges of ids. Each is read upwards by a walk of its own, which begins
//! with a cursor written after the model of the API's own. That such a cursor leads where it should is documented
//! nowhere, so it is not believed but proven.
//!
//! # Soundness
//! The first walk begins at the list's beginning with a documented request. A range counts as read when its walk, in
//! order from row to row, has come upon a row that the walk of the next range began with: then the pages of both are
//! one piece of the list, wherever the written cursor stands. Range after range this proves the list from its beginning
//! to the page at its upper end, which a documented request gave. Rows are never given out twice in any case, because
//! [`Reading`](super::Reading) knows those it gave out.
//!
//! What does not fit ends it, and the walk that has got furthest in proven ranges goes on: with the other end of the
//! list against it where cursors are merely not understood or refused, and else alone, page after page to the end.

mod form;
mod jumping;
mod range;
mod ranges;
mod surprise;
#[cfg(test)]
mod tests;

pub(crate) use jumping::{Jumping, Rest};
pub(crate) use surprise::Surprise;
