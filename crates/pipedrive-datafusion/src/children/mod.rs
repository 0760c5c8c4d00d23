//! Child tables: rows that can only be asked for by the key of another record.
//!
//! The keys come from the query (`deal_id IN (1, 2)`), from the other side of a join once it is read, or from a walk
//! over all parents. Where that walk would mean one request a parent, it is refused until it is allowed.

mod fan_out;
mod joined;
mod joins;
mod key;
mod path;
mod requests;
mod stream;

pub(crate) use fan_out::{FanOut, MAX_JOINED_PARENTS};
pub(crate) use joined::{mentions, values};
pub(crate) use joins::Joins;
pub(crate) use key::Key;
pub(crate) use path::{Children, Keys, choose};
pub(crate) use requests::Source;
