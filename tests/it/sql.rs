//! The `.slt` files: statements with their rows, plans and requests.
//!
//! Each file runs on a fresh account of 120 deals. Beside SQL a record may say:
//!
//! - `REQUESTS`: the requests since the last time, one a row, as path, status and tokens, in alphabetical order
//!   because several at once come in any;
//! - `WRITES`: the requests since the last time that write, one a row, as method, path, body, status and tokens, in
//!   alphabetical order;
//! - `PLAN <query>`: the physical plan, one line a row;
//! - `EXPLAIN <query>`: only what the API is asked for, one line a row.
//!
//! `UPDATE_SLT=1` rewrites the expected results; read what changed before keeping it.

use std::path::Path;

use async_trait::async_trait;
use pipedrive_datafusion::StatementKind;
use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType, Runner, default_column_validator, default_normalizer};

use crate::fixture::{Fixture, describe, line, texts, written};

/// One account behind the runner of one file.
struct Database {
    fixture: Fixture,
}

/// An error as a file shows it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(String);

#[async_trait]
impl AsyncDB for Database {
    type Error = Failed;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, Failed> {
        if sql.trim() == "REQUESTS" {
            let mut requests: Vec<String> = self.fixture.requests().iter().map(line).collect();
            requests.sort();
            return Ok(lines(requests.into_iter()));
        }
        if sql.trim() == "WRITES" {
            let requests = self.fixture.requests();
            let mut writes: Vec<String> = requests.iter().filter(|one| one.method != "GET").map(written).collect();
            writes.sort();
            return Ok(lines(writes.into_iter()));
        }
        let failed = |error| Failed(describe(&error));
        if let Some(query) = sql.trim().strip_prefix("PLAN ") {
            let plan = self.fixture.session.query(query).await.map_err(failed)?;
            let text = datafusion::physical_plan::displayable(plan.plan().as_ref()).indent(false).to_string();
            return Ok(lines(text.lines().map(ToOwned::to_owned)));
        }
        let result = self.fixture.session.query(sql).await.map_err(failed)?;
        let kind = result.kind();
        let columns = result.schema().fields().len();
        let batches = result.collect().await.map_err(failed)?;
        let rows: Vec<Vec<String>> = batches.iter().flat_map(texts).collect();
        Ok(match kind {
            StatementKind::Explain => {
                let summary =
                    rows.into_iter().find(|row| row[0] == "pipedrive_requests").map(|mut row| row.swap_remove(1));
                lines(summary.unwrap_or_default().lines().map(without_balance))
            }
            StatementKind::Session => DBOutput::StatementComplete(0),
            StatementKind::Query | StatementKind::Analyze | StatementKind::Write => {
                let rows = rows.into_iter().map(|row| row.iter().map(|text| visible(text)).collect()).collect();
                DBOutput::Rows { types: vec![DefaultColumnType::Any; columns], rows }
            }
        })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &'static str {
        "pipedrive"
    }
}

/// The line without the tokens left today, which depend on the order in which answers come.
fn without_balance(line: &str) -> String {
    let total = line.strip_prefix("Total estimate:").and_then(|rest| rest.split_once(" of "));
    total.map_or_else(|| line.to_owned(), |(price, _)| format!("Total estimate:{price}"))
}

/// Rows of one text column.
fn lines(texts: impl Iterator<Item = String>) -> DBOutput<DefaultColumnType> {
    DBOutput::Rows { types: vec![DefaultColumnType::Text], rows: texts.map(|text| vec![text]).collect() }
}

/// A value that a line can show: an empty text would be invisible, a line break would be two rows.
fn visible(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { text.replace('\n', "\\n") }
}

async fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/sql").join(format!("{name}.slt"));
    let mut runner = Runner::new(|| async { Ok(Database { fixture: Fixture::new().await }) });
    if std::env::var_os("UPDATE_SLT").is_some() {
        let updated = runner.update_test_file(
            &path,
            " ",
            sqllogictest::default_validator,
            default_normalizer,
            default_column_validator,
        );
        updated.await.unwrap();
    } else if let Err(error) = runner.run_file_async(&path).await {
        panic!("{}", error.display(false));
    }
}

/// One test a file, and one that knows if a file has none.
macro_rules! files {
    ($($name:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                check(stringify!($name)).await;
            }
        )+

        #[test]
        fn every_file_is_run() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/sql");
            let mut found: Vec<String> = std::fs::read_dir(folder).unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "slt"))
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            found.sort();
            assert_eq!(found, [$(stringify!($name)),+]);
        }
    };
}

files! {
    archived,
    by_id,
    child_joins,
    children,
    counts,
    custom_fields,
    deal_history,
    deleted,
    every_parent,
    exploded_lists,
    fan_out,
    field_keys,
    filters,
    folders,
    joins,
    key_joins,
    limits,
    local,
    order,
    procedures,
    projection,
    pseudo_columns,
    refusals,
    schema,
    settings,
    system_tables,
    table_functions,
    tables_account,
    tables_contacts,
    tables_deals,
    tables_leads,
    tables_mail,
    tables_people,
    tables_products,
    tables_projects,
    temporary_filters,
    time_ranges,
    v1_tables,
    writes,
    writes_values,
}
