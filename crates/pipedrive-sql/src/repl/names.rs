//! The names that can be completed: what is known without asking Pipedrive.

use std::collections::BTreeMap;

use futures::FutureExt;
use pipedrive_datafusion::{CATALOG, PipedriveSession, SCHEMA};

use crate::meta;

/// Tables and views with their columns, and the functions of SQL.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) tables: BTreeMap<String, Vec<String>>,
    pub(super) functions: Vec<String>,
}

impl Names {
    /// What a session knows by now. Custom fields are known once their table has been used or described.
    pub(super) fn known_to(session: &PipedriveSession) -> Self {
        let account = session.account();
        let mut tables: BTreeMap<String, Vec<String>> =
            account.tables().iter().map(|spec| (spec.name.to_owned(), account.known_columns(spec))).collect();
        if let Some(schema) = session.context().catalog(CATALOG).and_then(|catalog| catalog.schema(SCHEMA)) {
            for name in schema.table_names() {
                if tables.contains_key(&name) {
                    continue;
                }
                // The plan of a view may need definitions that are not known yet; its columns never do.
                if let Some(view) = pipedrive_schema::view(&name) {
                    tables.insert(name, view.columns().into_iter().map(|column| column.name).collect());
                    continue;
                }
                // A local table is there at once; what is not there at once is not worth waiting for.
                let table = schema.table(&name).now_or_never().and_then(Result::ok).flatten();
                let columns = table.map(|table| table.schema().fields().iter().map(|f| f.name().clone()).collect());
                tables.insert(name, columns.unwrap_or_default());
            }
        }
        Self { tables, functions: meta::function_names(session) }
    }
}
