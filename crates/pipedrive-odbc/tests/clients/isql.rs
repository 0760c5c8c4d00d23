//! `isql`, which prepares and fetches text.

use crate::bench::{Bench, examples};

fn bench() -> Option<Bench> {
    Bench::with("isql", &["--version"])
}

/// The statements of a text, one a line and without comments, as `isql` takes them.
fn lines(sql: &str) -> String {
    let plain: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let statements = plain.join(" ");
    let statements = statements.split(';').map(str::trim).filter(|statement| !statement.is_empty());
    let lines: Vec<&str> = statements.flat_map(|statement| [statement, "\n"]).collect();
    lines.concat()
}

#[test]
fn rows_come_as_text() {
    let Some(bench) = bench() else { return };
    let sql = "SELECT id, title, value, add_time, is_archived FROM deals WHERE id IN (1, 2) ORDER BY id\n";
    let said = bench.run("isql", &["-b", "-d;", "acme"], sql);
    let rows: Vec<&str> = said.lines().collect();
    let [first, second] = rows.as_slice() else { panic!("{said}") };
    assert!(first.starts_with("1;") && second.starts_with("2;"), "{said}");
    assert_eq!(first.split(';').count(), 5, "{said}");
}

#[test]
fn every_example_is_answered() {
    let Some(bench) = bench() else { return };
    let mut files: Vec<_> = std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let said = bench.run("isql", &["-b", "-v", "acme"], &lines(&std::fs::read_to_string(&file).unwrap()));
        assert!(!said.contains("ERROR") && said.contains("rows fetched"), "{}: {said}", file.display());
    }
}

#[test]
fn tables_and_columns_are_listed() {
    let Some(bench) = bench() else { return };
    let said = bench.run("isql", &["-b", "-v", "acme"], "help\nhelp deals\n");
    assert!(said.contains("activities") && said.contains("expected_close_date"), "{said}");
}
