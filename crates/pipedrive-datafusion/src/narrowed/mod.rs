//! Rows looked up by the values a join leaves: the other side of a hash join is read first and hands down the keys it
//! has, and a scan that can ask for those alone does so where that is cheaper than what was planned.
//!
//! # Soundness
//! A filter that is handed down only ever rules rows out that nobody above needs, so a scan may leave out rows that it
//! rules out, and must leave out none: the join checks every row again. What the planned requests checked and nobody
//! checks again, the new ones check too: they are the planned lists with one parameter more, or single records where
//! the planned lists checked nothing.

mod forecast;
mod lookups;
mod stream;
mod turn;

pub(crate) use forecast::Forecast;
pub(crate) use lookups::{Lookups, Single};
pub(crate) use stream::decoder_of_singles;
pub(crate) use turn::FollowKeys;
