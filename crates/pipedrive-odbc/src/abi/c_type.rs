//! Types of a program's buffers.

pub(crate) const CHAR: i16 = 1;
pub(crate) const NUMERIC: i16 = 2;
pub(crate) const LONG: i16 = 4;
pub(crate) const SHORT: i16 = 5;
pub(crate) const FLOAT: i16 = 7;
pub(crate) const DOUBLE: i16 = 8;
/// Dates, times and timestamps as ODBC 2 numbers them.
pub(crate) const DATE: i16 = 9;
pub(crate) const TIME: i16 = 10;
pub(crate) const TIMESTAMP: i16 = 11;
pub(crate) const TYPE_DATE: i16 = 91;
pub(crate) const TYPE_TIME: i16 = 92;
pub(crate) const TYPE_TIMESTAMP: i16 = 93;
pub(crate) const DEFAULT: i16 = 99;
pub(crate) const BINARY: i16 = -2;
pub(crate) const TINYINT: i16 = -6;
pub(crate) const BIT: i16 = -7;
pub(crate) const WCHAR: i16 = -8;
pub(crate) const GUID: i16 = -11;
pub(crate) const SSHORT: i16 = -15;
pub(crate) const SLONG: i16 = -16;
pub(crate) const USHORT: i16 = -17;
pub(crate) const ULONG: i16 = -18;
pub(crate) const SBIGINT: i16 = -25;
pub(crate) const STINYINT: i16 = -26;
pub(crate) const UBIGINT: i16 = -27;
pub(crate) const UTINYINT: i16 = -28;
/// What the application's row descriptor says.
pub(crate) const ARD_TYPE: i16 = -99;
pub(crate) const INTERVAL_YEAR: i16 = 101;
pub(crate) const INTERVAL_MINUTE_TO_SECOND: i16 = 113;
