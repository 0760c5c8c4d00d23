//! What the driver and the account behind it can do: one table of `SQLGetInfo` values.

mod table;

pub(crate) use table::{Fact, INFO, Told};
