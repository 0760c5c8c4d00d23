//! Types of columns and parameters.

pub(crate) const ALL_TYPES: i16 = 0;
pub(crate) const CHAR: i16 = 1;
pub(crate) const NUMERIC: i16 = 2;
pub(crate) const DECIMAL: i16 = 3;
pub(crate) const INTEGER: i16 = 4;
pub(crate) const SMALLINT: i16 = 5;
pub(crate) const FLOAT: i16 = 6;
pub(crate) const REAL: i16 = 7;
pub(crate) const DOUBLE: i16 = 8;
/// The verbose type of dates, times and timestamps, and the date type of ODBC 2.
pub(crate) const DATETIME: i16 = 9;
pub(crate) const DATE_2: i16 = 9;
pub(crate) const TIME_2: i16 = 10;
pub(crate) const TIMESTAMP_2: i16 = 11;
pub(crate) const VARCHAR: i16 = 12;
pub(crate) const TYPE_DATE: i16 = 91;
pub(crate) const TYPE_TIME: i16 = 92;
pub(crate) const TYPE_TIMESTAMP: i16 = 93;
pub(crate) const LONGVARCHAR: i16 = -1;
pub(crate) const BINARY: i16 = -2;
pub(crate) const VARBINARY: i16 = -3;
pub(crate) const LONGVARBINARY: i16 = -4;
pub(crate) const BIGINT: i16 = -5;
pub(crate) const TINYINT: i16 = -6;
pub(crate) const BIT: i16 = -7;
pub(crate) const WCHAR: i16 = -8;
pub(crate) const WVARCHAR: i16 = -9;
pub(crate) const WLONGVARCHAR: i16 = -10;
pub(crate) const GUID: i16 = -11;

/// `SQL_NO_NULLS` and `SQL_NULLABLE`.
pub(crate) const NO_NULLS: i16 = 0;
pub(crate) const NULLABLE: i16 = 1;
