//! The scalar functions of `{fn …}`: how the engine writes them, and the bit by which `SQLGetInfo` tells of them.

use super::scan::{has_parameter, split_arguments};
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
    pub(crate) family: Family,
    /// The bits that tell of it.
    bits: u32,
    /// The ways of calling it, which differ in the number of arguments; there is one at least.
    pub(crate) forms: &'static [Form],
}

/// A way of calling a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// How programs write it, with a word for each argument.
    pub(crate) usage: &'static str,
    /// How the engine writes it: `$1` is the first argument, `$*` stands for all.
    template: &'static str,
}

const fn function(family: Family, bits: u32, forms: &'static [Form]) -> Function {
    Function { family, bits, forms }
}

const fn form(usage: &'static str, template: &'static str) -> Form {
    Form { usage, template }
}

use Family::{Convert, Number, System, Text, Time};

/// Every function that is translated; others go to the engine as they are.
pub(crate) const FUNCTIONS: &[Function] = &[
    function(Text, 0x1, &[form("CONCAT(text, text)", "concat($*)")]),
    function(Text, 0x4, &[form("LEFT(text, count)", "left($*)")]),
    function(Text, 0x8, &[form("LTRIM(text)", "ltrim($*)")]),
    function(Text, 0x10, &[form("LENGTH(text)", "length(rtrim($1))")]),
    // Of 0x20 and 0x1_0000 one is for each form.
    function(
        Text,
        0x1_0020,
        &[
            form("LOCATE(sought, text)", "position(($1) IN ($2))"),
            form(
                "LOCATE(sought, text, start)",
                "CASE WHEN strpos(substr($2, $3), $1) = 0 THEN 0 ELSE strpos(substr($2, $3), $1) + ($3) - 1 END",
            ),
        ],
    ),
    function(Text, 0x40, &[form("LCASE(text)", "lower($*)")]),
    function(Text, 0x80, &[form("REPEAT(text, count)", "repeat($*)")]),
    function(Text, 0x100, &[form("REPLACE(text, sought, other)", "replace($*)")]),
    function(Text, 0x200, &[form("RIGHT(text, count)", "right($*)")]),
    function(Text, 0x400, &[form("RTRIM(text)", "rtrim($*)")]),
    function(
        Text,
        0x800,
        &[form("SUBSTRING(text, start, count)", "substr($*)"), form("SUBSTRING(text, start)", "substr($*)")],
    ),
    function(Text, 0x1000, &[form("UCASE(text)", "upper($*)")]),
    function(Text, 0x2000, &[form("ASCII(text)", "ascii($*)")]),
    function(Text, 0x4000, &[form("CHAR(code)", "chr($*)")]),
    function(Text, 0x4_0000, &[form("SPACE(count)", "repeat(' ', $1)")]),
    function(Text, 0x8_0000, &[form("BIT_LENGTH(text)", "bit_length($*)")]),
    function(Text, 0x10_0000, &[form("CHAR_LENGTH(text)", "character_length($*)")]),
    function(Text, 0x20_0000, &[form("CHARACTER_LENGTH(text)", "character_length($*)")]),
    function(Text, 0x40_0000, &[form("OCTET_LENGTH(text)", "octet_length($*)")]),
    function(Text, 0x80_0000, &[form("POSITION(sought IN text)", "position($*)")]),
    function(Number, 0x1, &[form("ABS(number)", "abs($*)")]),
    function(Number, 0x2, &[form("ACOS(number)", "acos($*)")]),
    function(Number, 0x4, &[form("ASIN(number)", "asin($*)")]),
    function(Number, 0x8, &[form("ATAN(number)", "atan($*)")]),
    function(Number, 0x10, &[form("ATAN2(number, number)", "atan2($*)")]),
    function(Number, 0x20, &[form("CEILING(number)", "ceil($*)")]),
    function(Number, 0x40, &[form("COS(number)", "cos($*)")]),
    function(Number, 0x80, &[form("COT(number)", "cot($*)")]),
    function(Number, 0x100, &[form("EXP(number)", "exp($*)")]),
    function(Number, 0x200, &[form("FLOOR(number)", "floor($*)")]),
    function(Number, 0x400, &[form("LOG(number)", "ln($*)")]),
    function(Number, 0x800, &[form("MOD(number, number)", "(($1) % ($2))")]),
    function(Number, 0x1000, &[form("SIGN(number)", "signum($*)")]),
    function(Number, 0x2000, &[form("SIN(number)", "sin($*)")]),
    function(Number, 0x4000, &[form("SQRT(number)", "sqrt($*)")]),
    function(Number, 0x8000, &[form("TAN(number)", "tan($*)")]),
    function(Number, 0x1_0000, &[form("PI()", "pi()")]),
    function(Number, 0x2_0000, &[form("RAND()", "random()")]),
    function(Number, 0x4_0000, &[form("DEGREES(number)", "degrees($*)")]),
    function(Number, 0x8_0000, &[form("LOG10(number)", "log10($*)")]),
    function(Number, 0x10_0000, &[form("POWER(number, count)", "power($*)")]),
    function(Number, 0x20_0000, &[form("RADIANS(number)", "radians($*)")]),
    function(Number, 0x40_0000, &[form("ROUND(number, count)", "round($*)")]),
    function(Number, 0x80_0000, &[form("TRUNCATE(number, count)", "trunc($*)")]),
    function(Time, 0x1, &[form("NOW()", "now()")]),
    function(Time, 0x2, &[form("CURDATE()", "current_date()")]),
    function(Time, 0x4, &[form("DAYOFMONTH(moment)", "date_part('day', $1)")]),
    function(Time, 0x8, &[form("DAYOFWEEK(moment)", "(date_part('dow', $1) + 1)")]),
    function(Time, 0x10, &[form("DAYOFYEAR(moment)", "date_part('doy', $1)")]),
    function(Time, 0x20, &[form("MONTH(moment)", "date_part('month', $1)")]),
    function(Time, 0x40, &[form("QUARTER(moment)", "date_part('quarter', $1)")]),
    function(Time, 0x80, &[form("WEEK(moment)", "date_part('week', $1)")]),
    function(Time, 0x100, &[form("YEAR(moment)", "date_part('year', $1)")]),
    function(Time, 0x200, &[form("CURTIME()", "current_time()")]),
    function(Time, 0x400, &[form("HOUR(moment)", "date_part('hour', $1)")]),
    function(Time, 0x800, &[form("MINUTE(moment)", "date_part('minute', $1)")]),
    function(Time, 0x1000, &[form("SECOND(moment)", "date_part('second', $1)")]),
    function(Time, 0x8000, &[form("DAYNAME(moment)", "to_char($1, '%A')")]),
    function(Time, 0x1_0000, &[form("MONTHNAME(moment)", "to_char($1, '%B')")]),
    function(Time, 0x2_0000, &[form("CURRENT_DATE()", "current_date()")]),
    function(Time, 0x4_0000, &[form("CURRENT_TIME()", "current_time()")]),
    function(Time, 0x8_0000, &[form("CURRENT_TIMESTAMP()", "now()")]),
    function(Time, 0x10_0000, &[form("EXTRACT(part FROM moment)", "extract($*)")]),
    function(System, 0x4, &[form("IFNULL(text, text)", "coalesce($*)")]),
    function(Convert, 0x1, &[form("CONVERT(number, type)", "CAST($1 AS $2)")]),
    function(Convert, 0x2, &[form("CAST(number AS type)", "CAST($*)")]),
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

impl Function {
    /// What it is called.
    pub(crate) fn name(&self) -> &'static str {
        self.forms.first().map_or("", |form| form.usage.split('(').next().unwrap_or_default())
    }
}

impl Form {
    /// How many arguments it has.
    fn arguments(&self) -> usize {
        let inner = self.usage.split_once('(').map_or("", |(_, inner)| inner.trim_end_matches(')'));
        split_arguments(inner).len()
    }

    /// Whether the engine's form has every argument once and in the order of the program's, as parameters need it.
    fn keeps_order(&self) -> bool {
        let places: Vec<&str> = self.template.split('$').skip(1).map(|place| &place[..1]).collect();
        places.windows(2).all(|pair| pair[0] < pair[1])
    }
}

/// The function of a name, whatever its case.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name().eq_ignore_ascii_case(name.trim()))
}

/// The bits of a family for `SQLGetInfo`.
pub(crate) fn bits(family: Family) -> u32 {
    FUNCTIONS.iter().filter(|function| function.family == family).fold(0, |bits, function| bits | function.bits)
}

/// A call in the engine's words; `all` are the arguments as they were written.
///
/// # Errors
/// 42000 if there are too few or too many arguments, or `CONVERT` gets a type that is not known; HYC00 for a parameter where
/// the engine's form has arguments twice or in another order.
pub(super) fn fill(function: &Function, all: &str) -> Result<String, Record> {
    let arguments = split_arguments(all);
    let Some(form) = function.forms.iter().find(|form| form.arguments() == arguments.len()) else {
        let forms: Vec<String> = function.forms.iter().map(|form| format!("`{}`", form.usage)).collect();
        let message = format!("`{}` is called as {}", function.name(), forms.join(" or "));
        return Err(Record::with(state::SYNTAX, message));
    };
    if !form.keeps_order() && has_parameter(all) {
        let message = format!("parameters in `{}`; write their values instead", form.usage);
        return Err(Record::with(state::NOT_IMPLEMENTED, message));
    }
    // Only the template is searched for places: what an argument holds is none.
    let mut parts = form.template.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part.split_at(1);
        let argument = place.parse::<usize>().ok().and_then(|number| arguments.get(number.checked_sub(1)?));
        text.push_str(match argument {
            Some(odbc) if function.name() == "CONVERT" && place == "2" => sql_name(odbc)?,
            Some(argument) => argument,
            None => all.trim(),
        });
        text.push_str(rest);
    }
    Ok(text)
}

fn sql_name(odbc: &str) -> Result<&'static str, Record> {
    let known = CONVERT_TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(odbc));
    known
        .map(|(_, sql)| *sql)
        .ok_or_else(|| Record::with(state::SYNTAX, format!("`CONVERT` does not know the type `{odbc}`")))
}
