//! Filters that a session saves in the account for conditions that no parameter takes, with `PushdownFilters=Temporary`.

mod condition;
mod fields;
mod lease;
mod leftovers;
mod name;
mod numbers;
mod pattern;
mod plan;
mod stream;
#[cfg(test)]
mod tests;
mod translate;
mod value;

pub(crate) use lease::Leases;
pub(crate) use leftovers::drop_leftovers;
pub(crate) use numbers::NumberCache;
pub(crate) use plan::Filtered;
