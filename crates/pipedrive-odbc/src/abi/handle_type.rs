//! Kinds of handles.

pub(crate) const ENV: i16 = 1;
pub(crate) const DBC: i16 = 2;
pub(crate) const STMT: i16 = 3;
pub(crate) const DESC: i16 = 4;
