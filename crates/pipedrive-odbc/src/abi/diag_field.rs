//! Fields of diagnostics.

pub(crate) const RETURNCODE: i16 = 1;
pub(crate) const NUMBER: i16 = 2;
pub(crate) const ROW_COUNT: i16 = 3;
pub(crate) const SQLSTATE: i16 = 4;
pub(crate) const NATIVE: i16 = 5;
pub(crate) const MESSAGE_TEXT: i16 = 6;
pub(crate) const DYNAMIC_FUNCTION: i16 = 7;
pub(crate) const CLASS_ORIGIN: i16 = 8;
pub(crate) const SUBCLASS_ORIGIN: i16 = 9;
pub(crate) const CONNECTION_NAME: i16 = 10;
pub(crate) const SERVER_NAME: i16 = 11;
pub(crate) const DYNAMIC_FUNCTION_CODE: i16 = 12;
pub(crate) const CURSOR_ROW_COUNT: i16 = -1249;
pub(crate) const ROW_NUMBER: i16 = -1248;
pub(crate) const COLUMN_NUMBER: i16 = -1247;

/// Values of `ROW_NUMBER` and `COLUMN_NUMBER` where none belongs to the record.
pub(crate) const NO_ROW_NUMBER: isize = -1;
pub(crate) const NO_COLUMN_NUMBER: i32 = -1;
