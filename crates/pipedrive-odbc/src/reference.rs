//! The tables of the README, written from the lists that the driver itself works with.

use std::fmt::Write;

use crate::entry::EXPORTS;
use crate::escapes;
use crate::info::{INFO, Told};

/// The exported functions as a Markdown table.
pub fn functions_markdown() -> String {
    let mut rows: Vec<(String, &str)> = EXPORTS
        .iter()
        .map(|export| {
            let wide = if export.has_wide { format!(", `{}W`", export.name) } else { String::new() };
            (format!("`{}`{wide}", export.name), export.name)
        })
        .collect();
    rows.sort_by_key(|(_, name)| *name);
    let mut text = "| Function | Number |\n|---|---|\n".to_owned();
    for (names, name) in rows {
        let id = EXPORTS.iter().find(|export| export.name == name).map_or(0, |export| export.id);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "| {names} | {id} |");
    }
    text
}

/// What `SQLGetInfo` tells as a Markdown table.
pub fn info_markdown() -> String {
    let mut text = "| Information | Value | Meaning |\n|---|---|---|\n".to_owned();
    for fact in INFO {
        let value = match fact.told {
            Told::Text("") => "empty".to_owned(),
            Told::Text(told) => format!("`{told}`"),
            Told::Short(number) => number.to_string(),
            Told::Bits(bits) => format!("0x{bits:X}"),
            Told::Functions(family) => format!("0x{:X}", escapes::bits(family)),
            Told::Source | Told::Version | Told::Server | Told::User | Told::ReadOnly => "the connection's".to_owned(),
        };
        let _ = writeln!(text, "| `SQL_{}` | {value} | {} |", fact.name, fact.meaning);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The README with a table between its markers as the driver has it.
    fn replaced(readme: &str, marker: &str, table: &str) -> String {
        let (begin, end) = (format!("<!-- {marker} -->\n"), format!("<!-- end of {marker} -->"));
        let (before, rest) = readme.split_once(&begin).expect("the README has the marker");
        let (_, after) = rest.split_once(&end).expect("the README has the end of the marker");
        format!("{before}{begin}{table}{end}{after}")
    }

    #[test]
    fn the_readme_shows_the_tables_of_the_driver() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        let readme = std::fs::read_to_string(path).unwrap();
        let expect = replaced(&readme, "functions", &functions_markdown());
        let expect = replaced(&expect, "information", &info_markdown());
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(path, &expect).unwrap();
        } else {
            assert!(readme == expect, "run with UPDATE_README=1");
        }
    }
}
