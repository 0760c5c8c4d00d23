//! Reading lists wide: several requests at once whose rows together are the list, each row once.
//!
//! `gap.rs`, `course.rs` and `reading.rs` decide which request comes next and which rows of an answer are new. They know
//! neither HTTP nor Arrow, so that tests can play every order of answers and changes.
//!
//! A row that exists unchanged throughout comes exactly once. One that moves from a later list to an earlier one while a
//! scan of few pages runs, as a deal does that is unarchived, can be missed: below ten pages a scan
//! has no final read, which would be more than a tenth of its price.

mod ahead;
mod course;
mod facts;
mod gap;
mod leg;
mod lists;
mod memory;
mod reading;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;
mod to_end;
mod wide;

pub(crate) use ahead::PagesAhead;
pub(crate) use course::ListFacts;
pub(crate) use facts::{PageFacts, RowFacts};
pub(crate) use leg::Leg;
pub(crate) use memory::PageMemory;
pub(crate) use reading::Reading;
pub(crate) use to_end::MarkScansReadToEnd;
