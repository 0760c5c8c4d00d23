//! What a user can change about how results are shown.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// `table` on a terminal, else `csv`.
    #[default]
    Automatic,
    /// Columns drawn with lines; for people.
    Table,
    /// RFC 4180 with line feeds; NULL is empty.
    Csv,
    /// Fields separated by tabs; `\t`, `\n`, `\r` and `\\` inside a value; NULL is empty.
    Tsv,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    #[value(alias = "ndjson", alias = "jsonl")]
    NdJson,
}

impl Format {
    /// The format itself, once it is known where the rows go.
    pub(crate) fn resolve(self, out_is_terminal: bool) -> Self {
        match self {
            Self::Automatic if out_is_terminal => Self::Table,
            Self::Automatic => Self::Csv,
            other => other,
        }
    }

    /// The spelling on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::NdJson => "nd-json",
        }
    }

    /// Every spelling, in the order of the help text.
    pub(crate) fn names() -> Vec<&'static str> {
        Self::value_variants().iter().map(|format| format.name()).collect()
    }
}

/// Most rows that the format `table` shows; `None` shows all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MaxRows(pub(crate) Option<usize>);

impl Default for MaxRows {
    fn default() -> Self {
        Self(Some(40))
    }
}

impl FromStr for MaxRows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if ["inf", "infinite", "none", "all"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Ok(Self(None));
        }
        text.parse().map(|rows| Self(Some(rows))).map_err(|_| "expected a whole number or `inf`".to_owned())
    }
}

impl fmt::Display for MaxRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(rows) => write!(f, "{rows}"),
            None => f.write_str("inf"),
        }
    }
}

/// The settings of a running shell; [`Console`](crate::console::Console) holds the one about quiet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) format: Format,
    pub(crate) max_rows: MaxRows,
    /// The line after each statement tells how long it took.
    pub(crate) timing: bool,
    /// The line after each statement tells what it cost.
    pub(crate) cost: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_limit_is_a_number_or_infinite() {
        let check = |text: &str, expect: Result<MaxRows, String>| assert_eq!(text.parse(), expect, "{text}");
        check("40", Ok(MaxRows(Some(40))));
        check("0", Ok(MaxRows(Some(0))));
        check("inf", Ok(MaxRows(None)));
        check("INF", Ok(MaxRows(None)));
        for wrong in ["", "-1", "many", "4.5"] {
            check(wrong, Err("expected a whole number or `inf`".to_owned()));
        }
    }

    #[test]
    fn each_format_has_the_name_the_command_line_takes() {
        for format in Format::value_variants() {
            assert_eq!(Format::from_str(format.name(), false), Ok(*format));
        }
    }

    #[test]
    fn automatic_depends_on_the_terminal_and_nothing_else_does() {
        let check = |format: Format, terminal, expect| assert_eq!(format.resolve(terminal), expect);
        check(Format::Automatic, true, Format::Table);
        check(Format::Automatic, false, Format::Csv);
        check(Format::Json, true, Format::Json);
        check(Format::Table, false, Format::Table);
    }
}
