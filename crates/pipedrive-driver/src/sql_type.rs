//! The SQL types of columns: one table from which result columns, catalogue rows and the list of types derive.

use arrow::datatypes::DataType;

/// What programs want to know of a type. Lists and structs are text, as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlType {
    /// Name in SQL.
    pub name: &'static str,
    /// Most digits of a number, most characters of anything else; `None` where there is no limit.
    pub column_size: Option<i32>,
    /// Digits after the point, of seconds too; `None` where that means nothing.
    pub decimal_digits: Option<i32>,
    /// Bytes of a value; `None` where there is no limit.
    pub octet_length: Option<i32>,
    /// Base of the digits that `column_size` counts; `None` for what is no number.
    pub radix: Option<i32>,
    /// What a literal begins with.
    pub literal_prefix: Option<&'static str>,
    /// What a literal ends with.
    pub literal_suffix: Option<&'static str>,
    /// What stands in parentheses behind the name.
    pub parameters: Option<&'static str>,
    /// Whether comparisons tell upper from lower case.
    pub is_case_sensitive: bool,
    /// Whether `LIKE` works.
    pub is_like: bool,
}

/// Every type, by name.
pub static SQL_TYPES: &[SqlType] = &[
    number("BIGINT", 19, Some(0), 8),
    PLAIN,
    quoted("DATE", 10, None, "DATE '", 4),
    SqlType { parameters: Some("precision,scale"), ..number("DECIMAL", 38, Some(0), 40) },
    number("DOUBLE", 15, None, 8),
    number("INTEGER", 10, Some(0), 4),
    quoted("TIME", 15, Some(6), "TIME '", 8),
    quoted("TIMESTAMP", 26, Some(6), "TIMESTAMP '", 8),
    SqlType {
        name: "VARBINARY",
        column_size: None,
        octet_length: None,
        literal_prefix: Some("X'"),
        literal_suffix: Some("'"),
        ..PLAIN
    },
    TEXT,
];

/// Text without a limit.
const TEXT: SqlType = SqlType {
    name: "VARCHAR",
    column_size: None,
    octet_length: None,
    literal_prefix: Some("'"),
    literal_suffix: Some("'"),
    is_case_sensitive: true,
    is_like: true,
    ..PLAIN
};

/// A flag, and what other types differ from.
const PLAIN: SqlType = SqlType {
    name: "BOOLEAN",
    column_size: Some(1),
    decimal_digits: None,
    octet_length: Some(1),
    radix: None,
    literal_prefix: None,
    literal_suffix: None,
    parameters: None,
    is_case_sensitive: false,
    is_like: false,
};

const fn number(name: &'static str, digits: i32, decimals: Option<i32>, octets: i32) -> SqlType {
    SqlType {
        name,
        column_size: Some(digits),
        decimal_digits: decimals,
        octet_length: Some(octets),
        radix: Some(10),
        ..PLAIN
    }
}

const fn quoted(name: &'static str, size: i32, decimals: Option<i32>, prefix: &'static str, octets: i32) -> SqlType {
    SqlType {
        name,
        column_size: Some(size),
        decimal_digits: decimals,
        octet_length: Some(octets),
        literal_prefix: Some(prefix),
        literal_suffix: Some("'"),
        ..PLAIN
    }
}

impl SqlType {
    /// The type of that name; text where there is none.
    pub fn named(name: &str) -> Self {
        SQL_TYPES.iter().find(|known| known.name.eq_ignore_ascii_case(name)).copied().unwrap_or(TEXT)
    }

    /// The type of values that Arrow has as `data_type`.
    pub fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::named("BOOLEAN"),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16 => {
                Self::named("INTEGER")
            }
            DataType::Int64 | DataType::UInt32 | DataType::UInt64 => Self::named("BIGINT"),
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Self::named("DOUBLE"),
            DataType::Decimal32(digits, scale)
            | DataType::Decimal64(digits, scale)
            | DataType::Decimal128(digits, scale)
            | DataType::Decimal256(digits, scale) => {
                Self::named("DECIMAL").sized(i32::from(*digits), i32::from(*scale))
            }
            DataType::Date32 | DataType::Date64 => Self::named("DATE"),
            DataType::Time32(_) | DataType::Time64(_) => Self::named("TIME"),
            DataType::Timestamp(..) => Self::named("TIMESTAMP"),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Self::named("VARBINARY")
            }
            DataType::Dictionary(_, values) => Self::of(values),
            _ => Self::named("VARCHAR"),
        }
    }

    /// The decimal type with so many digits, so many of them behind the point.
    pub(crate) fn sized(self, digits: i32, scale: i32) -> Self {
        // A digit is a byte as text, with sign and point.
        Self { column_size: Some(digits), decimal_digits: Some(scale), octet_length: Some(digits + 2), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_listed_once_and_in_order() {
        assert!(SQL_TYPES.is_sorted_by(|one, other| one.name < other.name));
    }

    #[test]
    fn arrow_types_have_their_names() {
        let check = |data_type: &DataType, expect: (&str, Option<i32>, Option<i32>)| {
            let found = SqlType::of(data_type);
            assert_eq!((found.name, found.column_size, found.decimal_digits), expect, "{data_type}");
        };
        check(&DataType::Int64, ("BIGINT", Some(19), Some(0)));
        check(&DataType::Decimal128(12, 2), ("DECIMAL", Some(12), Some(2)));
        check(&DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, None), ("TIMESTAMP", Some(26), Some(6)));
        check(&DataType::new_list(DataType::Int64, true), ("VARCHAR", None, None));
        check(&DataType::Utf8, ("VARCHAR", None, None));
        check(&DataType::Null, ("VARCHAR", None, None));
    }
}
