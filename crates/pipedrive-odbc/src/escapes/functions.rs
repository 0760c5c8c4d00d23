//! The scalar functions of `{fn …}`: how the engine writes them, and the bit by which `SQLGetInfo` tells of them.

use crate::diag::{Record, state};

/// Where a function is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// `SQL_STRING_FUNCTIONS`.
    Text,
    /// `SQL_NUMERIC_FUNCTIONS`.
    Number,
    /// `SQL_TIMEDATE_FUNCTIONS`.
    Time,
    /// `SQL_SYSTEM_FUNCTIONS`.
    System,
    /// `SQL_CONVERT_FUNCTIONS`.
    Convert,
}

/// A scalar function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    /// The bit that tells of it.
    pub(crate) bit: u32,
    /// How the engine writes it: `$1` is the first argument, `$*` stands for all.
    pub(crate) template: &'static str,
}

const fn function(name: &'static str, family: Family, bit: u32, template: &'static str) -> Function {
    Function { name, family, bit, template }
}

use Family::{Convert, Number, System, Text, Time};

/// Every function that is translated; others go to the engine as they are.
pub(crate) const FUNCTIONS: &[Function] = &[
    function("CONCAT", Text, 0x1, "concat($*)"),
    function("LEFT", Text, 0x4, "left($*)"),
    function("LTRIM", Text, 0x8, "ltrim($*)"),
    function("LENGTH", Text, 0x10, "length(rtrim($1))"),
    function("LOCATE", Text, 0x20, "strpos($2, $1)"),
    function("LCASE", Text, 0x40, "lower($*)"),
    function("REPEAT", Text, 0x80, "repeat($*)"),
    function("REPLACE", Text, 0x100, "replace($*)"),
    function("RIGHT", Text, 0x200, "right($*)"),
    function("RTRIM", Text, 0x400, "rtrim($*)"),
    function("SUBSTRING", Text, 0x800, "substr($*)"),
    function("UCASE", Text, 0x1000, "upper($*)"),
    function("ASCII", Text, 0x2000, "ascii($*)"),
    function("CHAR", Text, 0x4000, "chr($*)"),
    function("SPACE", Text, 0x4_0000, "repeat(' ', $1)"),
    function("BIT_LENGTH", Text, 0x8_0000, "bit_length($*)"),
    function("CHAR_LENGTH", Text, 0x10_0000, "character_length($*)"),
    function("CHARACTER_LENGTH", Text, 0x20_0000, "character_length($*)"),
    function("OCTET_LENGTH", Text, 0x40_0000, "octet_length($*)"),
    function("POSITION", Text, 0x80_0000, "position($*)"),
    function("ABS", Number, 0x1, "abs($*)"),
    function("ACOS", Number, 0x2, "acos($*)"),
    function("ASIN", Number, 0x4, "asin($*)"),
    function("ATAN", Number, 0x8, "atan($*)"),
    function("ATAN2", Number, 0x10, "atan2($*)"),
    function("CEILING", Number, 0x20, "ceil($*)"),
    function("COS", Number, 0x40, "cos($*)"),
    function("COT", Number, 0x80, "cot($*)"),
    function("EXP", Number, 0x100, "exp($*)"),
    function("FLOOR", Number, 0x200, "floor($*)"),
    function("LOG", Number, 0x400, "ln($*)"),
    function("MOD", Number, 0x800, "(($1) % ($2))"),
    function("SIGN", Number, 0x1000, "signum($*)"),
    function("SIN", Number, 0x2000, "sin($*)"),
    function("SQRT", Number, 0x4000, "sqrt($*)"),
    function("TAN", Number, 0x8000, "tan($*)"),
    function("PI", Number, 0x1_0000, "pi()"),
    function("RAND", Number, 0x2_0000, "random()"),
    function("DEGREES", Number, 0x4_0000, "degrees($*)"),
    function("LOG10", Number, 0x8_0000, "log10($*)"),
    function("POWER", Number, 0x10_0000, "power($*)"),
    function("RADIANS", Number, 0x20_0000, "radians($*)"),
    function("ROUND", Number, 0x40_0000, "round($*)"),
    function("TRUNCATE", Number, 0x80_0000, "trunc($*)"),
    function("NOW", Time, 0x1, "now()"),
    function("CURDATE", Time, 0x2, "current_date()"),
    function("DAYOFMONTH", Time, 0x4, "date_part('day', $1)"),
    function("DAYOFWEEK", Time, 0x8, "(date_part('dow', $1) + 1)"),
    function("DAYOFYEAR", Time, 0x10, "date_part('doy', $1)"),
    function("MONTH", Time, 0x20, "date_part('month', $1)"),
    function("QUARTER", Time, 0x40, "date_part('quarter', $1)"),
    function("WEEK", Time, 0x80, "date_part('week', $1)"),
    function("YEAR", Time, 0x100, "date_part('year', $1)"),
    function("CURTIME", Time, 0x200, "current_time()"),
    function("HOUR", Time, 0x400, "date_part('hour', $1)"),
    function("MINUTE", Time, 0x800, "date_part('minute', $1)"),
    function("SECOND", Time, 0x1000, "date_part('second', $1)"),
    function("DAYNAME", Time, 0x8000, "to_char($1, '%A')"),
    function("MONTHNAME", Time, 0x1_0000, "to_char($1, '%B')"),
    function("CURRENT_DATE", Time, 0x2_0000, "current_date()"),
    function("CURRENT_TIME", Time, 0x4_0000, "current_time()"),
    function("CURRENT_TIMESTAMP", Time, 0x8_0000, "now()"),
    function("EXTRACT", Time, 0x10_0000, "extract($*)"),
    function("IFNULL", System, 0x4, "coalesce($*)"),
    function("CONVERT", Convert, 0x1, "CAST($1 AS $2)"),
];

/// What the second argument of `CONVERT` is called in SQL.
const CONVERT_TYPES: &[(&str, &str)] = &[
    ("SQL_BIGINT", "BIGINT"),
    ("SQL_BIT", "BOOLEAN"),
    ("SQL_CHAR", "VARCHAR"),
    ("SQL_DATE", "DATE"),
    ("SQL_DECIMAL", "DECIMAL(38,10)"),
    ("SQL_DOUBLE", "DOUBLE"),
    ("SQL_FLOAT", "DOUBLE"),
    ("SQL_INTEGER", "INT"),
    ("SQL_LONGVARCHAR", "VARCHAR"),
    ("SQL_NUMERIC", "DECIMAL(38,10)"),
    ("SQL_REAL", "REAL"),
    ("SQL_SMALLINT", "SMALLINT"),
    ("SQL_TIME", "TIME"),
    ("SQL_TIMESTAMP", "TIMESTAMP"),
    ("SQL_TINYINT", "TINYINT"),
    ("SQL_TYPE_DATE", "DATE"),
    ("SQL_TYPE_TIME", "TIME"),
    ("SQL_TYPE_TIMESTAMP", "TIMESTAMP"),
    ("SQL_VARCHAR", "VARCHAR"),
    ("SQL_WCHAR", "VARCHAR"),
    ("SQL_WLONGVARCHAR", "VARCHAR"),
    ("SQL_WVARCHAR", "VARCHAR"),
];

/// The function of a name, whatever its case.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name.trim()))
}

/// The bits of a family for `SQLGetInfo`.
pub(crate) fn bits(family: Family) -> u32 {
    FUNCTIONS.iter().filter(|function| function.family == family).fold(0, |bits, function| bits | function.bit)
}

/// A call in the engine's words; `all` are the arguments as they were written.
///
/// # Errors
/// 42000 if the template wants more arguments than there are, or `CONVERT` a type that is not known.
pub(super) fn fill(function: &Function, all: &str, arguments: &[&str]) -> Result<String, Record> {
    let mut text = function.template.replace("$*", all.trim());
    for number in 1..=2 {
        let place = format!("${number}");
        // What an argument holds is no place to fill, so only the template is searched.
        if !function.template.contains(&place) {
            continue;
        }
        let too_few = || Record::with(state::SYNTAX, format!("`{}` takes {number} arguments or more", function.name));
        let argument = arguments.get(number - 1).copied().ok_or_else(too_few)?;
        let argument = if function.family == Family::Convert && number == 2 { sql_name(argument)? } else { argument };
        text = text.replace(&place, argument);
    }
    Ok(text)
}

fn sql_name(odbc: &str) -> Result<&'static str, Record> {
    let known = CONVERT_TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(odbc));
    known
        .map(|(_, sql)| *sql)
        .ok_or_else(|| Record::with(state::SYNTAX, format!("`CONVERT` does not know the type `{odbc}`")))
}
