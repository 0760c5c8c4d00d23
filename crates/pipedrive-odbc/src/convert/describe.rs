//! SQL types: the table of them, and which one an Arrow type is.

use arrow::datatypes::{DataType, TimeUnit};
use pipedrive_driver::holds_long_text;

use super::column::digits;
use crate::abi::{c_type, sql_type as sql};

/// Characters that a text column is said to have. The API says no length for most fields; longer texts are cut by
/// buffers of this size with 01004, and come whole in pieces.
const TEXT: usize = 4000;
/// Characters that a text that may be long is said to have: a note, a list or a struct as JSON.
const LONG_TEXT: usize = 65_535;
/// Most digits of an exact number.
const MOST_DIGITS: usize = 38;

/// A type of the table that `SQLGetTypeInfo` shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeRow {
    /// What it is called in SQL.
    pub(crate) name: &'static str,
    /// Its number, one of [`sql_type`](crate::abi::sql_type).
    pub(crate) sql_type: i16,
    /// Most digits or characters.
    pub(crate) size: i32,
    /// What stands around a literal.
    pub(crate) quote: Option<&'static str>,
    /// What a declaration takes in parentheses.
    pub(crate) parameters: Option<&'static str>,
    /// Whether upper and lower case differ.
    pub(crate) is_case_sensitive: bool,
    /// `SQL_SEARCHABLE` (3), or `SQL_PRED_BASIC` (2) for what LIKE does not work on.
    pub(crate) searchable: i16,
    /// Whether it has no negative values, for numbers.
    pub(crate) is_unsigned: Option<bool>,
    /// Fewest and most digits behind the point.
    pub(crate) scales: Option<(i16, i16)>,
    /// 10 for exact and approximate numbers.
    pub(crate) radix: Option<i32>,
}

const fn text(name: &'static str, sql_type: i16, size: i32, parameters: Option<&'static str>) -> TypeRow {
    let quote = Some("'");
    TypeRow { quote, parameters, is_case_sensitive: true, searchable: 3, ..plain(name, sql_type, size) }
}

const fn number(name: &'static str, sql_type: i16, size: i32, scales: Option<(i16, i16)>) -> TypeRow {
    TypeRow { is_unsigned: Some(false), scales, radix: Some(10), ..plain(name, sql_type, size) }
}

const fn plain(name: &'static str, sql_type: i16, size: i32) -> TypeRow {
    TypeRow {
        name,
        sql_type,
        size,
        quote: None,
        parameters: None,
        is_case_sensitive: false,
        searchable: 2,
        is_unsigned: None,
        scales: None,
        radix: None,
    }
}

/// Every type, in the order of `SQLGetTypeInfo`: by number, the one that fits best first.
pub(crate) const TYPES: &[TypeRow] = &[
    text("STRING", sql::WLONGVARCHAR, 65_535, None),
    text("VARCHAR", sql::WVARCHAR, 4000, Some("length")),
    text("CHAR", sql::WCHAR, 4000, Some("length")),
    plain("BOOLEAN", sql::BIT, 1),
    number("TINYINT", sql::TINYINT, 3, Some((0, 0))),
    number("BIGINT", sql::BIGINT, 19, Some((0, 0))),
    TypeRow { quote: Some("'"), ..plain("BYTEA", sql::LONGVARBINARY, 65_535) },
    TypeRow { quote: Some("'"), ..plain("BYTEA", sql::VARBINARY, 4000) },
    text("STRING", sql::LONGVARCHAR, 65_535, None),
    text("CHAR", sql::CHAR, 4000, Some("length")),
    TypeRow { parameters: Some("precision,scale"), ..number("NUMERIC", sql::NUMERIC, 38, Some((0, 38))) },
    TypeRow { parameters: Some("precision,scale"), ..number("DECIMAL", sql::DECIMAL, 38, Some((0, 38))) },
    number("INT", sql::INTEGER, 10, Some((0, 0))),
    number("SMALLINT", sql::SMALLINT, 5, Some((0, 0))),
    number("DOUBLE", sql::FLOAT, 15, None),
    number("REAL", sql::REAL, 7, None),
    number("DOUBLE", sql::DOUBLE, 15, None),
    text("VARCHAR", sql::VARCHAR, 4000, Some("length")),
    TypeRow { quote: Some("'"), ..plain("DATE", sql::TYPE_DATE, 10) },
    TypeRow { quote: Some("'"), ..plain("TIME", sql::TYPE_TIME, 8) },
    TypeRow { quote: Some("'"), scales: Some((0, 9)), ..plain("TIMESTAMP", sql::TYPE_TIMESTAMP, 29) },
];

/// A type with its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SqlType {
    /// The concise type.
    pub(crate) number: i16,
    /// Digits or characters.
    pub(crate) size: usize,
    /// Digits behind the point, of a number or of seconds.
    pub(crate) digits: i16,
    /// Bytes of a value in its own C type.
    pub(crate) octets: usize,
    /// Characters of the longest value as text.
    pub(crate) display: usize,
    /// Whether it has no negative values; true for what is no number.
    pub(crate) is_unsigned: bool,
}

impl SqlType {
    /// The type of a text of so many characters.
    pub(crate) const fn text(size: usize) -> Self {
        Self { octets: size * 2, ..fixed(sql::WVARCHAR, size, 0, size, true) }
    }

    /// Its row in the table.
    pub(crate) fn row(&self) -> Option<&'static TypeRow> {
        TYPES.iter().find(|row| row.sql_type == self.number)
    }

    /// What it is called in SQL.
    pub(crate) fn name(&self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }
}

const fn fixed(sql_type: i16, size: usize, octets: usize, display: usize, is_unsigned: bool) -> SqlType {
    SqlType { number: sql_type, size, digits: 0, octets, display, is_unsigned }
}

/// The SQL type of an Arrow type. Lists and structs are long texts, as they come as JSON.
pub(crate) fn sql_type(arrow: &DataType) -> SqlType {
    match arrow {
        DataType::Boolean => fixed(sql::BIT, 1, 1, 1, true),
        DataType::Int8 => fixed(sql::TINYINT, 3, 1, 4, false),
        DataType::Int16 => fixed(sql::SMALLINT, 5, 2, 6, false),
        DataType::Int32 => fixed(sql::INTEGER, 10, 4, 11, false),
        DataType::Int64 => fixed(sql::BIGINT, 19, 8, 20, false),
        DataType::UInt8 => fixed(sql::TINYINT, 3, 1, 3, true),
        DataType::UInt16 => fixed(sql::SMALLINT, 5, 2, 5, true),
        DataType::UInt32 => fixed(sql::INTEGER, 10, 4, 10, true),
        DataType::UInt64 => fixed(sql::BIGINT, 20, 8, 20, true),
        DataType::Float16 | DataType::Float32 => fixed(sql::REAL, 7, 4, 14, false),
        DataType::Float64 => fixed(sql::DOUBLE, 15, 8, 24, false),
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => {
            let size = usize::from(*precision).min(MOST_DIGITS);
            SqlType { digits: i16::from(*scale), ..fixed(sql::DECIMAL, size, size + 2, size + 2, false) }
        }
        DataType::Date32 | DataType::Date64 => fixed(sql::TYPE_DATE, 10, 6, 10, true),
        DataType::Time32(unit) | DataType::Time64(unit) => timed(sql::TYPE_TIME, 8, 6, *unit),
        DataType::Timestamp(unit, _) => timed(sql::TYPE_TIMESTAMP, 19, 16, *unit),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            fixed(sql::VARBINARY, TEXT, TEXT, TEXT * 2, true)
        }
        DataType::FixedSizeBinary(bytes) => {
            let bytes = usize::try_from(*bytes).unwrap_or(TEXT);
            fixed(sql::VARBINARY, bytes, bytes, bytes * 2, true)
        }
        DataType::Dictionary(_, values) => sql_type(values),
        nested if nested.is_nested() => long_text(),
        _ => SqlType::text(TEXT),
    }
}

/// The SQL type of a column of that name. Programs give columns of a long type buffers of another size, or read them in
/// pieces.
pub(crate) fn column_type(name: &str, arrow: &DataType) -> SqlType {
    let described = sql_type(arrow);
    if described.number == sql::WVARCHAR && holds_long_text(name) { long_text() } else { described }
}

/// The type of a text that may be long.
pub(crate) const fn long_text() -> SqlType {
    SqlType { number: sql::WLONGVARCHAR, ..SqlType::text(LONG_TEXT) }
}

fn timed(sql_type: i16, size: usize, octets: usize, unit: TimeUnit) -> SqlType {
    let digits = digits(unit);
    // The point takes a place too.
    let size = if digits == 0 { size } else { size + 1 + digits };
    SqlType { digits: i16::try_from(digits).unwrap_or_default(), ..fixed(sql_type, size, octets, size, true) }
}

/// The C type that `SQL_C_DEFAULT` means for a SQL type.
pub(crate) const fn default_c_type(sql_type: i16, is_unsigned: bool) -> i16 {
    match (sql_type, is_unsigned) {
        (sql::BIT, _) => c_type::BIT,
        (sql::TINYINT, false) => c_type::STINYINT,
        (sql::TINYINT, true) => c_type::UTINYINT,
        (sql::SMALLINT, false) => c_type::SSHORT,
        (sql::SMALLINT, true) => c_type::USHORT,
        (sql::INTEGER, false) => c_type::SLONG,
        (sql::INTEGER, true) => c_type::ULONG,
        (sql::BIGINT, false) => c_type::SBIGINT,
        (sql::BIGINT, true) => c_type::UBIGINT,
        (sql::REAL, _) => c_type::FLOAT,
        (sql::FLOAT | sql::DOUBLE, _) => c_type::DOUBLE,
        (sql::TYPE_DATE | sql::DATE_2, _) => c_type::TYPE_DATE,
        (sql::TYPE_TIME | sql::TIME_2, _) => c_type::TYPE_TIME,
        (sql::TYPE_TIMESTAMP | sql::TIMESTAMP_2, _) => c_type::TYPE_TIMESTAMP,
        (sql::BINARY | sql::VARBINARY | sql::LONGVARBINARY, _) => c_type::BINARY,
        (sql::GUID, _) => c_type::GUID,
        (sql::WCHAR | sql::WVARCHAR | sql::WLONGVARCHAR, _) => c_type::WCHAR,
        _ => c_type::CHAR,
    }
}

/// Bytes of a C type that has a size; nothing for text and bytes, and for what is no C type.
pub(crate) const fn fixed_size(c_type: i16) -> Option<usize> {
    Some(match c_type {
        c_type::BIT | c_type::TINYINT | c_type::STINYINT | c_type::UTINYINT => 1,
        c_type::SHORT | c_type::SSHORT | c_type::USHORT => 2,
        c_type::LONG | c_type::SLONG | c_type::ULONG | c_type::FLOAT => 4,
        c_type::SBIGINT | c_type::UBIGINT | c_type::DOUBLE => 8,
        c_type::DATE | c_type::TYPE_DATE | c_type::TIME | c_type::TYPE_TIME => 6,
        c_type::TIMESTAMP | c_type::TYPE_TIMESTAMP | c_type::GUID => 16,
        c_type::NUMERIC => 19,
        c_type::INTERVAL_YEAR..=c_type::INTERVAL_MINUTE_TO_SECOND => 28,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_are_long() {
        let check = |name: &str, arrow: &DataType, expect: (i16, usize)| {
            let described = column_type(name, arrow);
            assert_eq!((described.number, described.size), expect, "{name}: {arrow}");
        };
        check("content", &DataType::Utf8, (sql::WLONGVARCHAR, 65_535));
        check("Content", &DataType::Utf8View, (sql::WLONGVARCHAR, 65_535));
        check("title", &DataType::Utf8, (sql::WVARCHAR, 4000));
        check("price", &DataType::Float64, (sql::DOUBLE, 15));
        check("label_ids", &DataType::new_list(DataType::Int64, true), (sql::WLONGVARCHAR, 65_535));
    }
}
