//! The tables of the README are made from the data they describe.
//!
//! `UPDATE_README=1` writes them anew.

use std::{env, fs};

use crate::{read, root};

/// Text between the lines `<!-- name -->` and `<!-- /name -->`.
fn section<'a>(readme: &'a str, name: &str) -> (&'a str, &'a str, &'a str) {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let begin = readme.find(&open).unwrap_or_else(|| panic!("README.md has no line `{}`", open.trim())) + open.len();
    let length =
        readme[begin..].find(&close).unwrap_or_else(|| panic!("README.md has no `{close}` after `{}`", open.trim()));
    (&readme[..begin], &readme[begin..begin + length], &readme[begin + length..])
}

fn check(name: &str, table: &str) {
    let readme = read("README.md");
    let (before, found, after) = section(&readme, name);
    if env::var_os("UPDATE_README").is_some() {
        fs::write(root().join("README.md"), format!("{before}{table}{after}")).unwrap();
    } else {
        assert_eq!(
            found, table,
            "`UPDATE_README=1 cargo test -p pipedrive-sql-tests --test tidy readme` writes it anew"
        );
    }
}

/// One test for all, because each may write the file.
#[test]
fn the_tables_of_the_readme_say_what_the_code_says() {
    check("keys", &pipedrive_connection::keys_markdown());
    check("tables", &pipedrive_schema::tables_markdown());
    check("views", &pipedrive_schema::views_markdown());
    check("functions", &pipedrive_schema::functions_markdown());
    check("writes", &pipedrive_schema::writes_markdown());
    check("procedures", &pipedrive_schema::procedures_markdown());
}

#[test]
fn every_example_is_named_in_the_readme_or_found_beside_it() {
    let readme = read("README.md");
    assert!(readme.contains("sql-examples/"));
    for entry in fs::read_dir(root().join("sql-examples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.split('.').next_back() == Some("sql") || name == "README.md", "{name} is no example");
    }
}
