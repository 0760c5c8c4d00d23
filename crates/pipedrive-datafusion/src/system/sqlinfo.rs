//! `sys_sqlinfo` and `sys_information`: what the SQL can, and what the program is.

use super::{Row, Source, SystemTable, perhaps, text, words};
use crate::account::Account;

/// `sys_sqlinfo`.
pub(super) static SYS_SQLINFO: SystemTable = SystemTable {
    name: "sys_sqlinfo",
    comment: "what the SQL of the session can",
    columns: &[text("name", "feature"), text("value", "what of it there is; `NO` where it is missing")],
    source: Source::Session(|_| FEATURES.iter().map(|(name, value)| vec![words(*name), words(*value)]).collect()),
};

/// `sys_information`.
pub(super) static SYS_INFORMATION: SystemTable = SystemTable {
    name: "sys_information",
    comment: "the program",
    columns: &[
        text("product", "name of the program"),
        text("version", "its version"),
        text("datasource", "what it reads"),
        text("nodeid", "not used"),
        text("helpurl", "documentation of the API"),
        text("license", "licence of the program"),
        text("location", "address of the account, where it is known before signing in"),
        text("environment", "operating system and processor"),
    ],
    source: Source::Session(information),
};

/// In the words that tools look for.
const FEATURES: &[(&str, &str)] = &[
    ("AGGREGATE_FUNCTIONS", "AVG,COUNT,MAX,MIN,SUM,ARRAY_AGG,STRING_AGG,MEDIAN,STDDEV,VAR_POP,CORR"),
    ("COUNT", "YES"),
    ("IDENTIFIER_QUOTE_OPEN_CHAR", "\""),
    ("IDENTIFIER_QUOTE_CLOSE_CHAR", "\""),
    ("IDENTIFIER_PATTERN", "[a-z_][a-z0-9_]*"),
    ("SUPPORTED_OPERATORS", "=,>,<,>=,<=,<>,!=,LIKE,NOT LIKE,ILIKE,IN,NOT IN,IS NULL,IS NOT NULL,BETWEEN,AND,OR,NOT"),
    ("GROUP_BY", "NO_RELATION"),
    ("OJ_CAPABILITIES", "LEFT,RIGHT,FULL,NESTED,NOT_ORDERED,INNER,ALL_COMPARISON_OPS"),
    ("OUTER_JOINS", "YES"),
    ("SUBQUERIES", "COMPARISON,EXISTS,IN,CORRELATED"),
    ("SET_OPERATIONS", "UNION,UNION ALL,INTERSECT,EXCEPT"),
    ("WINDOW_FUNCTIONS", "YES"),
    ("COMMON_TABLE_EXPRESSIONS", "YES"),
    ("SUPPORTS_LIMIT", "YES"),
    ("SUPPORTS_OFFSET", "YES"),
    ("SUPPORTS_PARAMETERS", "?,$1,@name"),
    ("TRANSACTIONS", "NO"),
    ("BATCH_INSERT", "NO"),
    ("INSERT", "NO"),
    ("UPDATE", "NO"),
    ("DELETE", "NO"),
    (
        "STRING_FUNCTIONS",
        "ASCII,CHAR_LENGTH,CHR,CONCAT,CONCAT_WS,INITCAP,LEFT,LENGTH,LOWER,LPAD,LTRIM,OCTET_LENGTH,POSITION,REPEAT,\
         REPLACE,REVERSE,RIGHT,RPAD,RTRIM,SPLIT_PART,STARTS_WITH,STRPOS,SUBSTRING,TRANSLATE,TRIM,UPPER,REGEXP_LIKE,\
         REGEXP_MATCH,REGEXP_REPLACE",
    ),
    (
        "NUMERIC_FUNCTIONS",
        "ABS,ACOS,ASIN,ATAN,ATAN2,CEIL,COS,COT,DEGREES,EXP,FLOOR,LN,LOG,LOG10,LOG2,PI,POWER,RADIANS,RANDOM,ROUND,SIGN,\
         SIN,SQRT,TAN,TRUNC",
    ),
    (
        "TIMEDATE_FUNCTIONS",
        "CURRENT_DATE,CURRENT_TIME,CURRENT_TIMESTAMP,DATE_BIN,DATE_PART,DATE_TRUNC,EXTRACT,FROM_UNIXTIME,MAKE_DATE,NOW,\
         TO_CHAR,TO_DATE,TO_TIMESTAMP",
    ),
];

fn information(account: &Account) -> Vec<Row> {
    vec![vec![
        words("pipedrive-sql"),
        words(env!("CARGO_PKG_VERSION")),
        words("Pipedrive"),
        perhaps(None::<&str>),
        words("https://developers.pipedrive.com/docs/api/v1"),
        words(env!("CARGO_PKG_LICENSE")),
        perhaps(account.settings().get("BaseURL").cloned()),
        words(format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
    ]]
}
