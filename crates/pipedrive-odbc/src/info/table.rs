//! The table of `SQLGetInfo`: every type of information, what is told of it, and why where that is not plain.
//!
//! Specification: ODBC 3.8, `SQLGetInfo`; the numbers are those of the headers.

use crate::escapes::Family;

/// What is told of a type of information.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told {
    /// A text.
    Text(&'static str),
    /// A 16-bit number.
    Short(u16),
    /// A 32-bit number or mask.
    Bits(u32),
    /// The data source's name.
    Source,
    /// The driver's version.
    Version,
    /// The account's address.
    Server,
    /// The user's name.
    User,
    /// Whether nothing can be written.
    ReadOnly,
    /// The scalar functions of a family.
    Functions(Family),
}

use Told::{Bits, Functions, ReadOnly, Server, Short, Source, Text, User, Version};

/// One type of information.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    pub(crate) id: u16,
    /// Its name without `SQL_`.
    pub(crate) name: &'static str,
    pub(crate) told: Told,
    /// What that means, empty where the name says it.
    pub(crate) meaning: &'static str,
}

const fn fact(id: u16, name: &'static str, told: Told, meaning: &'static str) -> Fact {
    Fact { id, name, told, meaning }
}

/// Every type of information, by number.
#[rustfmt::skip]
pub(crate) const INFO: &[Fact] = &[
    fact(0, "MAX_DRIVER_CONNECTIONS", Short(0), "no limit"),
    fact(1, "MAX_CONCURRENT_ACTIVITIES", Short(0), "no limit"),
    fact(2, "DATA_SOURCE_NAME", Source, "the DSN, empty without one"),
    fact(6, "DRIVER_NAME", Text("libpipedriveodbc.so"), "the library"),
    fact(7, "DRIVER_VER", Version, "this version"),
    fact(8, "FETCH_DIRECTION", Bits(1), "forward"),
    fact(9, "ODBC_API_CONFORMANCE", Short(1), "level 1"),
    fact(11, "ROW_UPDATES", Text("N"), ""),
    fact(12, "ODBC_SAG_CLI_CONFORMANCE", Short(1), ""),
    fact(13, "SERVER_NAME", Server, "the company's Pipedrive address"),
    fact(14, "SEARCH_PATTERN_ESCAPE", Text("\\"), ""),
    fact(15, "ODBC_SQL_CONFORMANCE", Short(1), "core"),
    fact(16, "DATABASE_NAME", Text("pipedrive"), "the catalog"),
    fact(17, "DBMS_NAME", Text("Pipedrive"), ""),
    fact(18, "DBMS_VER", Text("02.00.0000"), "the API's version"),
    fact(19, "ACCESSIBLE_TABLES", Text("N"), "a table that the user may not see is listed too"),
    fact(20, "ACCESSIBLE_PROCEDURES", Text("N"), "likewise"),
    fact(21, "PROCEDURES", Text("Y"), ""),
    fact(22, "CONCAT_NULL_BEHAVIOR", Short(0), "NULL"),
    fact(23, "CURSOR_COMMIT_BEHAVIOR", Short(2), "kept"),
    fact(24, "CURSOR_ROLLBACK_BEHAVIOR", Short(2), "kept"),
    fact(25, "DATA_SOURCE_READ_ONLY", ReadOnly, "`Y` with `ReadOnly=true`"),
    fact(26, "DEFAULT_TXN_ISOLATION", Bits(0), "no transactions"),
    fact(27, "EXPRESSIONS_IN_ORDERBY", Text("Y"), ""),
    fact(28, "IDENTIFIER_CASE", Short(2), "lower case"),
    fact(29, "IDENTIFIER_QUOTE_CHAR", Text("\""), ""),
    fact(30, "MAX_COLUMN_NAME_LEN", Short(0), "no limit"),
    fact(31, "MAX_CURSOR_NAME_LEN", Short(128), ""),
    fact(32, "MAX_SCHEMA_NAME_LEN", Short(0), "no limit"),
    fact(33, "MAX_PROCEDURE_NAME_LEN", Short(0), "no limit"),
    fact(34, "MAX_CATALOG_NAME_LEN", Short(0), "no limit"),
    fact(35, "MAX_TABLE_NAME_LEN", Short(0), "no limit"),
    fact(36, "MULT_RESULT_SETS", Text("Y"), ""),
    fact(37, "MULTIPLE_ACTIVE_TXN", Text("N"), ""),
    fact(38, "OUTER_JOINS", Text("Y"), ""),
    fact(39, "SCHEMA_TERM", Text("schema"), ""),
    fact(40, "PROCEDURE_TERM", Text("procedure"), ""),
    fact(41, "CATALOG_NAME_SEPARATOR", Text("."), ""),
    fact(42, "CATALOG_TERM", Text("catalog"), ""),
    fact(43, "SCROLL_CONCURRENCY", Bits(1), "read only"),
    fact(44, "SCROLL_OPTIONS", Bits(1), "forward only"),
    fact(45, "TABLE_TERM", Text("table"), ""),
    fact(46, "TXN_CAPABLE", Short(0), "no transactions"),
    fact(47, "USER_NAME", User, "where the credential was checked"),
    fact(48, "CONVERT_FUNCTIONS", Functions(Family::Convert), ""),
    fact(49, "NUMERIC_FUNCTIONS", Functions(Family::Number), ""),
    fact(50, "STRING_FUNCTIONS", Functions(Family::Text), ""),
    fact(51, "SYSTEM_FUNCTIONS", Functions(Family::System), ""),
    fact(52, "TIMEDATE_FUNCTIONS", Functions(Family::Time), ""),
    fact(53, "CONVERT_BIGINT", Bits(0xE0_73FF), ""),
    fact(54, "CONVERT_BINARY", Bits(0), ""),
    fact(55, "CONVERT_BIT", Bits(0xE0_73FF), ""),
    fact(56, "CONVERT_CHAR", Bits(0xE3_F3FF), ""),
    fact(57, "CONVERT_DATE", Bits(0xE2_8301), ""),
    fact(58, "CONVERT_DECIMAL", Bits(0xE0_73FF), ""),
    fact(59, "CONVERT_DOUBLE", Bits(0xE0_73FF), ""),
    fact(60, "CONVERT_FLOAT", Bits(0xE0_73FF), ""),
    fact(61, "CONVERT_INTEGER", Bits(0xE0_73FF), ""),
    fact(62, "CONVERT_LONGVARCHAR", Bits(0xE3_F3FF), ""),
    fact(63, "CONVERT_NUMERIC", Bits(0xE0_73FF), ""),
    fact(64, "CONVERT_REAL", Bits(0xE0_73FF), ""),
    fact(65, "CONVERT_SMALLINT", Bits(0xE0_73FF), ""),
    fact(66, "CONVERT_TIME", Bits(0xE1_0301), ""),
    fact(67, "CONVERT_TIMESTAMP", Bits(0xE3_8301), ""),
    fact(68, "CONVERT_TINYINT", Bits(0xE0_73FF), ""),
    fact(69, "CONVERT_VARBINARY", Bits(0), ""),
    fact(70, "CONVERT_VARCHAR", Bits(0xE3_F3FF), ""),
    fact(71, "CONVERT_LONGVARBINARY", Bits(0), ""),
    fact(72, "TXN_ISOLATION_OPTION", Bits(0), ""),
    fact(73, "INTEGRITY", Text("N"), ""),
    fact(74, "CORRELATION_NAME", Short(2), "any"),
    fact(75, "NON_NULLABLE_COLUMNS", Short(0), "there is no DDL"),
    fact(77, "DRIVER_ODBC_VER", Text("03.80"), ""),
    fact(78, "LOCK_TYPES", Bits(0), ""),
    fact(79, "POS_OPERATIONS", Bits(0), ""),
    fact(80, "POSITIONED_STATEMENTS", Bits(0), ""),
    fact(81, "GETDATA_EXTENSIONS", Bits(11), "any column, any order, bound ones"),
    fact(82, "BOOKMARK_PERSISTENCE", Bits(0), ""),
    fact(83, "STATIC_SENSITIVITY", Bits(0), ""),
    fact(84, "FILE_USAGE", Short(0), ""),
    fact(85, "NULL_COLLATION", Short(0), "NULLs are high"),
    fact(86, "ALTER_TABLE", Bits(0), ""),
    fact(87, "COLUMN_ALIAS", Text("Y"), ""),
    fact(88, "GROUP_BY", Short(2), "contains the select list"),
    fact(89, "KEYWORDS", Text(""), ""),
    fact(90, "ORDER_BY_COLUMNS_IN_SELECT", Text("N"), ""),
    fact(91, "SCHEMA_USAGE", Bits(3), "in queries, writes and calls"),
    fact(92, "CATALOG_USAGE", Bits(3), "in queries, writes and calls"),
    fact(93, "QUOTED_IDENTIFIER_CASE", Short(3), "sensitive"),
    fact(94, "SPECIAL_CHARACTERS", Text(""), ""),
    fact(95, "SUBQUERIES", Bits(23), "all but quantified ones"),
    fact(96, "UNION", Bits(3), ""),
    fact(97, "MAX_COLUMNS_IN_GROUP_BY", Short(0), "no limit"),
    fact(98, "MAX_COLUMNS_IN_INDEX", Short(0), "no limit"),
    fact(99, "MAX_COLUMNS_IN_ORDER_BY", Short(0), "no limit"),
    fact(100, "MAX_COLUMNS_IN_SELECT", Short(0), "no limit"),
    fact(101, "MAX_COLUMNS_IN_TABLE", Short(0), "no limit"),
    fact(102, "MAX_INDEX_SIZE", Bits(0), ""),
    fact(103, "MAX_ROW_SIZE_INCLUDES_LONG", Text("Y"), ""),
    fact(104, "MAX_ROW_SIZE", Bits(0), "no limit"),
    fact(105, "MAX_STATEMENT_LEN", Bits(0), "no limit"),
    fact(106, "MAX_TABLES_IN_SELECT", Short(0), "no limit"),
    fact(107, "MAX_USER_NAME_LEN", Short(0), ""),
    fact(108, "MAX_CHAR_LITERAL_LEN", Bits(0), "no limit"),
    fact(109, "TIMEDATE_ADD_INTERVALS", Bits(0), ""),
    fact(110, "TIMEDATE_DIFF_INTERVALS", Bits(0), ""),
    fact(111, "NEED_LONG_DATA_LEN", Text("N"), ""),
    fact(112, "MAX_BINARY_LITERAL_LEN", Bits(0), "no limit"),
    fact(113, "LIKE_ESCAPE_CLAUSE", Text("Y"), ""),
    fact(114, "CATALOG_LOCATION", Short(1), "at the start"),
    fact(115, "OJ_CAPABILITIES", Bits(127), "all"),
    fact(116, "ACTIVE_ENVIRONMENTS", Short(0), "no limit"),
    fact(117, "ALTER_DOMAIN", Bits(0), ""),
    fact(118, "SQL_CONFORMANCE", Bits(1), "SQL-92 entry"),
    fact(119, "DATETIME_LITERALS", Bits(7), "dates, times, timestamps"),
    fact(120, "BATCH_ROW_COUNT", Bits(2), "each statement its own, when `SQLMoreResults` runs it"),
    fact(121, "BATCH_SUPPORT", Bits(3), "queries and writes"),
    fact(122, "CONVERT_WCHAR", Bits(0xE3_F3FF), ""),
    fact(123, "CONVERT_INTERVAL_DAY_TIME", Bits(0), ""),
    fact(124, "CONVERT_INTERVAL_YEAR_MONTH", Bits(0), ""),
    fact(125, "CONVERT_WLONGVARCHAR", Bits(0xE3_F3FF), ""),
    fact(126, "CONVERT_WVARCHAR", Bits(0xE3_F3FF), ""),
    fact(127, "CREATE_ASSERTION", Bits(0), ""),
    fact(128, "CREATE_CHARACTER_SET", Bits(0), ""),
    fact(129, "CREATE_COLLATION", Bits(0), ""),
    fact(130, "CREATE_DOMAIN", Bits(0), ""),
    fact(131, "CREATE_SCHEMA", Bits(0), ""),
    fact(132, "CREATE_TABLE", Bits(0), ""),
    fact(133, "CREATE_TRANSLATION", Bits(0), ""),
    fact(134, "CREATE_VIEW", Bits(0), ""),
    fact(136, "DROP_ASSERTION", Bits(0), ""),
    fact(137, "DROP_CHARACTER_SET", Bits(0), ""),
    fact(138, "DROP_COLLATION", Bits(0), ""),
    fact(139, "DROP_DOMAIN", Bits(0), ""),
    fact(140, "DROP_SCHEMA", Bits(0), ""),
    fact(141, "DROP_TABLE", Bits(0), ""),
    fact(142, "DROP_TRANSLATION", Bits(0), ""),
    fact(143, "DROP_VIEW", Bits(0), ""),
    fact(144, "DYNAMIC_CURSOR_ATTRIBUTES1", Bits(0), ""),
    fact(145, "DYNAMIC_CURSOR_ATTRIBUTES2", Bits(0), ""),
    fact(146, "FORWARD_ONLY_CURSOR_ATTRIBUTES1", Bits(1), "fetching the next rows"),
    fact(147, "FORWARD_ONLY_CURSOR_ATTRIBUTES2", Bits(129), "read only, `SQL_ATTR_MAX_ROWS`"),
    fact(148, "INDEX_KEYWORDS", Bits(0), ""),
    fact(149, "INFO_SCHEMA_VIEWS", Bits(0), ""),
    fact(150, "KEYSET_CURSOR_ATTRIBUTES1", Bits(0), ""),
    fact(151, "KEYSET_CURSOR_ATTRIBUTES2", Bits(0), ""),
    fact(152, "ODBC_INTERFACE_CONFORMANCE", Bits(1), "core"),
    fact(153, "PARAM_ARRAY_ROW_COUNTS", Bits(2), "one for all sets"),
    fact(154, "PARAM_ARRAY_SELECTS", Bits(3), "HYC00 for what gives rows"),
    fact(155, "SQL92_DATETIME_FUNCTIONS", Bits(7), ""),
    fact(156, "SQL92_FOREIGN_KEY_DELETE_RULE", Bits(0), ""),
    fact(157, "SQL92_FOREIGN_KEY_UPDATE_RULE", Bits(0), ""),
    fact(158, "SQL92_GRANT", Bits(0), ""),
    fact(159, "SQL92_NUMERIC_VALUE_FUNCTIONS", Bits(63), ""),
    fact(160, "SQL92_PREDICATES", Bits(0x1E07), ""),
    fact(161, "SQL92_RELATIONAL_JOIN_OPERATORS", Bits(0x1FE), ""),
    fact(162, "SQL92_REVOKE", Bits(0), ""),
    fact(163, "SQL92_ROW_VALUE_CONSTRUCTOR", Bits(3), ""),
    fact(164, "SQL92_STRING_FUNCTIONS", Bits(238), ""),
    fact(165, "SQL92_VALUE_EXPRESSIONS", Bits(15), ""),
    fact(166, "STANDARD_CLI_CONFORMANCE", Bits(2), "ISO"),
    fact(167, "STATIC_CURSOR_ATTRIBUTES1", Bits(0), ""),
    fact(168, "STATIC_CURSOR_ATTRIBUTES2", Bits(0), ""),
    fact(169, "AGGREGATE_FUNCTIONS", Bits(127), "all"),
    fact(170, "DDL_INDEX", Bits(0), ""),
    fact(172, "INSERT_STATEMENT", Bits(3), "values and queries"),
    fact(173, "CONVERT_GUID", Bits(0), ""),
    fact(10_000, "XOPEN_CLI_YEAR", Text("1995"), ""),
    fact(10_001, "CURSOR_SENSITIVITY", Bits(0), "unspecified"),
    fact(10_002, "DESCRIBE_PARAMETER", Text("Y"), ""),
    fact(10_003, "CATALOG_NAME", Text("Y"), ""),
    fact(10_004, "COLLATION_SEQ", Text("UTF-8"), ""),
    fact(10_005, "MAX_IDENTIFIER_LEN", Short(0), "no limit"),
    fact(10_021, "ASYNC_MODE", Bits(0), "none"),
    fact(10_022, "MAX_ASYNC_CONCURRENT_STATEMENTS", Bits(0), ""),
    fact(10_023, "ASYNC_DBC_FUNCTIONS", Bits(0), ""),
    fact(10_024, "DRIVER_AWARE_POOLING_SUPPORTED", Bits(0), ""),
    fact(10_025, "ASYNC_NOTIFICATION", Bits(0), ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_there_once_and_in_order() {
        assert!(INFO.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
