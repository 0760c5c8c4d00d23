//! Reading a list from places that no answer has named, with `ParallelScan=Jump`.
//!
//! A list in the order of its ids is cut into ranges of ids. Each is read from below and from above, by walks that begin
//! with cursors written after the models of the API's own. That such a cursor leads where it should is documented
//! nowhere, so it is not believed but proven.
//!
//! # Soundness
//! The walk from the list's beginning and that from its end begin with documented requests. Where a range is cut off, a
//! walk goes up from some row, and once that row is known another goes down, which must begin with it or the row after:
//! then the pages of both are one piece of the list, wherever the written cursors stand. A range counts as read when its
//! two walks, in order from row to row, have come to each other, or the one from below to a row with which the next range
//! began. Range after range this proves the list from its beginning to its end. Rows are never given out twice in any
//! case, because [`Reading`](super::Reading) knows those it gave out.
//!
//! What does not fit ends it, and the walk that has got furthest in proven ranges goes on: with the walk from the list's
//! end against it where cursors are merely not understood or refused, and else alone, page after page to the end.

mod form;
mod jumping;
mod range;
mod ranges;
mod surprise;
#[cfg(test)]
mod tests;

pub(crate) use jumping::{Jumping, Rest, Standing};
pub(crate) use surprise::Surprise;
