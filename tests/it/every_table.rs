//! Every table, all of its columns and rows; and that none is forgotten by the `.slt` files about tables.

use std::fs;
use std::path::Path;

use pipedrive_sandbox::SandboxConfig;
use pipedrive_schema::TABLES;

use crate::fixture::{Fixture, small};

#[tokio::test]
async fn every_table_has_as_many_rows_with_all_columns_as_it_counts() {
    // Half the usual deals, because most children take a request for each.
    let fixture = Fixture::with(SandboxConfig { deals: 60, ..small() }, "").await;
    fixture.expect("SET pipedrive.allow_fan_out = true").await;
    let mut empty = Vec::new();
    for spec in TABLES {
        let rows = fixture.expect(&format!("SELECT * FROM {}", spec.name)).await;
        let count = fixture.column(&format!("SELECT count(*) FROM {}", spec.name)).await;
        assert_eq!(count, [rows.len().to_string()], "{}", spec.name);
        if rows.is_empty() {
            empty.push(spec.name);
        }
    }
    assert!(empty.is_empty(), "the account shows nothing of {empty:?}");
}

/// The words of a statement.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

#[test]
fn every_table_is_read_counted_filtered_and_joined_in_the_files_about_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/sql");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let about_tables = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with("tables_");
    let text: String = files.filter(|path| about_tables(path)).map(|path| fs::read_to_string(path).unwrap()).collect();
    let statements: Vec<&str> = text.lines().filter(|line| line.starts_with("SELECT ")).collect();
    let mut missing = Vec::new();
    for spec in TABLES {
        let of_table: Vec<&&str> = statements.iter().filter(|sql| words(sql).any(|word| word == spec.name)).collect();
        let plain = |sql: &str| !sql.contains("count(") && !sql.contains(" JOIN ");
        let shown = of_table.iter().any(|sql| plain(sql));
        let counted = of_table.iter().any(|sql| sql.contains("count(*)") && !sql.contains(" JOIN "));
        let filtered = of_table.iter().any(|sql| sql.contains(" WHERE "));
        let joined = of_table.iter().any(|sql| sql.contains(" JOIN "));
        let all = [("a plain SELECT", shown), ("count(*)", counted), ("a filter", filtered), ("a join", joined)];
        missing.extend(all.iter().filter(|(_, found)| !found).map(|(what, _)| format!("{}: {what}", spec.name)));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
