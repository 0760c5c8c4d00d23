//! What the API can do of a query: predicates read, visibility decided, parameters chosen.

mod bounds;
mod choice;
mod key;
mod predicate;
#[cfg(test)]
mod tests;
mod value;
mod visibility;

pub(crate) use choice::{Choice, Sent, classify, one_value_only};
pub(crate) use key::{has_uuids, is_uuid, keys, parameters};
pub(crate) use predicate::{Comparison, Operator, never_holds, read};
pub(crate) use visibility::Visibility;
