//! Tables read whole, and queries over them without this engine.

use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use pipedrive_datafusion::PipedriveSession;

use crate::fixture::{describe, texts};

/// All rows of a query through the engine.
pub(super) async fn read(session: &PipedriveSession, sql: &str) -> Vec<RecordBatch> {
    let run = async { session.query(sql).await?.collect().await };
    let batches = run.await.unwrap_or_else(|error| panic!("{sql}\n{}", describe(&error)));
    assert!(!batches.is_empty(), "no rows: {sql}");
    batches
}

/// Rows in memory, under the names of their tables.
#[derive(Default)]
pub(super) struct Reference {
    context: SessionContext,
}

impl Reference {
    /// Makes them a table.
    pub(super) fn add(&mut self, table: &str, batches: Vec<RecordBatch>) {
        let rows = MemTable::try_new(batches[0].schema(), vec![batches]).unwrap();
        self.context.register_table(table, Arc::new(rows)).unwrap();
    }

    /// The columns of a query, and its rows as text.
    pub(super) async fn rows(&self, sql: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let query = self.context.sql(sql).await.unwrap_or_else(|error| panic!("{sql}\n{error}"));
        let batches = query.collect().await.unwrap_or_else(|error| panic!("{sql}\n{error}"));
        let names = batches.first().map(|batch| batch.schema().fields().iter().map(|f| f.name().clone()).collect());
        (names.unwrap_or_default(), batches.iter().flat_map(texts).collect())
    }
}
