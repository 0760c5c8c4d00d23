//! `\d`: the tables, and the columns of one.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::datasource::TableType;
use pipedrive_datafusion::{CATALOG, SCHEMA, TableDescription};

use crate::failure::Failure;
use crate::output::Wide;
use crate::progress::Progress;
use crate::query::Rows;
use crate::settings::MaxRows;
use crate::shell::Shell;

/// Lists the tables of the account and the local ones.
pub(super) async fn list(shell: &Shell) -> Result<(), Failure> {
    let mut names = Vec::new();
    let mut comments = Vec::new();
    for spec in shell.session.account().tables() {
        names.push(spec.name.to_owned());
        comments.push(spec.comment.to_owned());
    }
    for (name, kind) in local_tables(shell).await? {
        names.push(name);
        comments.push(kind.to_owned());
    }
    print(shell, &[("table", names), ("comment", comments)])
}

/// Shows the columns of a table.
pub(super) async fn describe(shell: &Shell, name: &str) -> Result<(), Failure> {
    let progress = Progress::new(&shell.console, &shell.session);
    let name = name.trim_start_matches("pipedrive.").trim_start_matches("crm.");
    let work = async { Ok(shell.session.describe(name).await?) };
    let TableDescription { name, comment, columns } = shell.watched(&progress, work).await?;
    if !comment.is_empty() {
        shell.console.note(&format!("{name}: {comment}"));
    }
    let mut listed: [Vec<String>; 4] = Default::default();
    for column in columns {
        let values = [column.name, column.data_type, column.comment, column.server_side];
        for (list, value) in listed.iter_mut().zip(values) {
            list.push(value);
        }
    }
    let [names, types, comments, server_side] = listed;
    print(shell, &[("column", names), ("type", types), ("comment", comments), ("server-side", server_side)])
}

/// Tables and views of this session, with what they are.
async fn local_tables(shell: &Shell) -> Result<Vec<(String, &'static str)>, Failure> {
    let ctx = shell.session.context();
    let Some(schema) = ctx.catalog(CATALOG).and_then(|catalog| catalog.schema(SCHEMA)) else { return Ok(Vec::new()) };
    let ours = |name: &String| shell.session.account().tables().iter().any(|spec| spec.name == name);
    let mut found = Vec::new();
    for name in schema.table_names().into_iter().filter(|name| !ours(name)) {
        let kind = match schema.table_type(&name).await.map_err(pipedrive_datafusion::Error::from)? {
            Some(TableType::View) => "view of this session",
            _ => "local table of this session",
        };
        found.push((name, kind));
    }
    Ok(found)
}

fn print(shell: &Shell, columns: &[(&str, Vec<String>)]) -> Result<(), Failure> {
    let arrays = columns.iter().map(|(name, values)| (*name, Arc::new(StringArray::from(values.clone())) as ArrayRef));
    let batch = RecordBatch::try_from_iter(arrays)?;
    let mut rows = Rows::new(&shell.console, &shell.settings, &batch.schema(), MaxRows(None), Wide::Wrap);
    rows.write(&batch)?;
    rows.finish()?;
    Ok(())
}
