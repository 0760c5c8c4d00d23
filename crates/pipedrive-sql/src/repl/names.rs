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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn columns_of_tables_views_and_system_tables_are_known_without_a_request() {
        let session = PipedriveSession::connect("CompanyDomain=acme;APIToken=x").await.unwrap();
        let names = Names::known_to(&session);
        let check = |name: &str, column: &str| {
            let columns = names.tables.get(name).map(Vec::as_slice).unwrap_or_default();
            assert!(columns.iter().any(|known| known == column), "{name}: {columns:?}");
        };
        check("deals", "stage_id");
        check("deal_products", "deal_id");
        check("person_emails", "person_id");
        check("deal_labels", "label");
        check("deal_stage_history", "entered_at");
        check("sys_tables", "tablename");
        assert!(names.tables.values().all(|columns| !columns.is_empty()));
        assert_eq!(session.totals().requests, 0);
    }
}
