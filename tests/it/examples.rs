//! Every statement of every file in `sql-examples/` runs and answers.
//!
//! A statement may have no rows only below a comment `-- may be empty`.

use std::fs;
use std::path::Path;

use pipedrive_datafusion::parse;
use pipedrive_sandbox::SandboxConfig;

use crate::fixture::{Fixture, describe, texts};

/// Text that allows a statement to have no rows.
const MAY_BE_EMPTY: &str = "-- may be empty";

#[tokio::test]
async fn every_example_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sql-examples");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    // The account that `--sandbox` starts, with today as its present: the examples speak of now.
    let mut failures = Vec::new();
    for path in files {
        let fixture = Fixture::with(SandboxConfig::default(), "").await;
        let sql = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        failures.extend(run(&fixture, &sql).await.into_iter().map(|failure| format!("{name}: {failure}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn run(fixture: &Fixture, sql: &str) -> Vec<String> {
    let statements = match parse(sql) {
        Ok(statements) if !statements.is_empty() => statements,
        Ok(_) => return vec!["holds no statement".to_owned()],
        Err(error) => return vec![describe(&error)],
    };
    let mut texts_of: Vec<&str> = split(sql);
    texts_of.resize(statements.len(), sql);
    let mut failures = Vec::new();
    for (statement, text) in statements.into_iter().zip(texts_of) {
        let shown = statement.text();
        let answer = async {
            let prepared = fixture.session.plan(statement).await?;
            let result = fixture.session.execute(&prepared, &[]).await?;
            let has_rows = !result.schema().fields().is_empty();
            Ok((has_rows, result.collect().await?))
        };
        match answer.await {
            Ok((true, batches)) if batches.iter().flat_map(texts).next().is_none() && !text.contains(MAY_BE_EMPTY) => {
                failures.push(format!("no rows: {shown}"));
            }
            Ok(_) => {}
            Err(error) => failures.push(format!("{shown}\n{}", describe(&error))),
        }
    }
    failures
}

/// The text of each statement with the comments before it; no example has a `;` inside a text or a comment.
fn split(sql: &str) -> Vec<&str> {
    let mut statements: Vec<&str> = sql.split_inclusive(";\n").collect();
    statements.retain(|text| text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--")));
    statements
}
