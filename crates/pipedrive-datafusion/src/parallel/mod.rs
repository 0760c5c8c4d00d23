//! Reading lists wide: several requests at once whose rows together are the list, each row once.
//!
//! `gap.rs`, `course.rs` and `reading.rs` decide which request comes next and which rows of an answer are new. They know
//! neither HTTP nor Arrow, so that tests can play every order of answers and changes.
//!
//! A row that exists unchanged throughout comes exactly once, and so does one that changes once. The exception are lists
//! of one page each that are all read within seconds: a row that goes from a later to an earlier one just then, as a deal
//! does that is unarchived, can be missed, because looking for it would take half as much again as the whole scan.

mod ahead;
mod apart;
mod beginning;
mod course;
mod decoding;
mod facts;
mod gap;
mod jump;
mod leg;
mod lists;
mod memory;
mod reading;
#[cfg(test)]
mod simulated;
mod size;
mod spread;
#[cfg(test)]
mod tests;
mod to_end;
mod wide;

pub(crate) use ahead::PagesAhead;
pub(crate) use course::ListFacts;
pub(crate) use facts::{PageFacts, RowFacts};
pub(crate) use leg::{Leg, Partition};
pub(crate) use memory::PageMemory;
pub(crate) use reading::Reading;
pub(crate) use spread::Spread;
pub(crate) use to_end::MarkScansReadToEnd;
