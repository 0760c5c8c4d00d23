//! Lengths and indicators that mean something else than a length.

/// The value is NULL.
pub(crate) const NULL_DATA: isize = -1;
/// The parameter comes through `SQLPutData`.
pub(crate) const DATA_AT_EXEC: isize = -2;
/// The text ends with a zero.
pub(crate) const NTS: isize = -3;
/// How much remains is not known.
pub(crate) const NO_TOTAL: isize = -4;
/// The procedure's own default is meant.
pub(crate) const DEFAULT_PARAM: isize = -5;
/// At this value and below, the length of a parameter that comes through `SQLPutData` is coded in.
pub(crate) const LEN_DATA_AT_EXEC_OFFSET: isize = -100;
