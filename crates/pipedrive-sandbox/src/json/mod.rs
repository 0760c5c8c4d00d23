//! Writing JSON straight into bytes, without a tree in between: a page is 500 rows of a hundred members.

mod number;
mod object;
mod time;

pub(crate) use number::Number;
pub(crate) use object::{Array, Object, value};
pub(crate) use time::{
    DAY, Day, LegacyTime, MilliTime, Time, TimeOfDay, http_date, parse_clock, parse_day, parse_legacy_time, parse_time,
};
