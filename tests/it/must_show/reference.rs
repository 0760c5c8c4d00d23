//! Tables read whole, and queries over them without this engine.

use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use pipedrive_datafusion::PipedriveSession;

use crate::fixture::{describe, texts};

/// Rows in memory, under the names of their tables.
#[derive(Default)]
pub(super) struct Reference {
    context: SessionContext,
}

impl Reference {
    /// All rows of a query.
    pub(super) async fn read(session: &PipedriveSession, table: &str, sql: &str) -> Vec<RecordBatch> {
        let run = async { session.query(sql).await?.collect().await };
        let batches = run.await.unwrap_or_else(|error| panic!("{table}: {}", describe(&error)));
        assert!(!batches.is_empty(), "{table} is empty");
        batches
    }

    /// Makes them a table.
    pub(super) fn add(&mut self, table: &str, batches: Vec<RecordBatch>) {
        let rows = MemTable::try_new(batches[0].schema(), vec![batches]).unwrap();
        self.context.register_table(table, Arc::new(rows)).unwrap();
    }

    /// The rows of a query as text.
    pub(super) async fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let query = self.context.sql(sql).await.unwrap_or_else(|error| panic!("{sql}\n{error}"));
        let batches = query.collect().await.unwrap_or_else(|error| panic!("{sql}\n{error}"));
        batches.iter().flat_map(texts).collect()
    }
}
