//! A system table as a DataFusion `TableProvider`; its rows are made when the query runs.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_empty_array};
use arrow::datatypes::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};

use super::{Row, Source, SystemTable};
use crate::layout::arrow_type;
use crate::names::{Names, Wanted};
use crate::pushdown::{Operator, read};

/// One system table of a session.
#[derive(Debug)]
pub(crate) struct SystemProvider {
    table: &'static SystemTable,
    names: Arc<Names>,
    schema: SchemaRef,
}

impl SystemProvider {
    pub(crate) fn new(table: &'static SystemTable, names: Arc<Names>) -> Self {
        let fields = table.columns.iter().map(|column| Field::new(column.name, arrow_type(column.data_type), true));
        Self { table, names, schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())) }
    }

    /// Tables whose custom fields have to be known: those that a condition names, else all.
    fn wanted(&self, filters: &[Expr]) -> Wanted {
        let Source::Columns { named_by, .. } = self.table.source else { return Wanted::Known };
        let mut comparisons = filters.iter().filter_map(read).flatten();
        let Some(named) = comparisons.find(|one| one.column == named_by && one.operator == Operator::In) else {
            return Wanted::All;
        };
        let name = |value: ScalarValue| value.try_as_str().flatten().map(str::to_owned);
        Wanted::Of(named.values.into_iter().filter_map(name).collect())
    }
}

#[async_trait]
impl TableProvider for SystemProvider {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    /// # Soundness
    /// A condition only says which custom fields to fetch; every row is checked by the engine.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = SystemRows {
            table: self.table,
            names: Arc::clone(&self.names),
            schema: Arc::clone(&self.schema),
            wanted: self.wanted(filters),
        };
        let schema = Arc::clone(&self.schema);
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![Arc::new(rows)], projection, None, false, limit)?))
    }
}

/// The rows of a system table, to be made.
#[derive(Clone)]
struct SystemRows {
    table: &'static SystemTable,
    names: Arc<Names>,
    schema: SchemaRef,
    wanted: Wanted,
}

impl fmt::Debug for SystemRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SystemRows").field(&self.table.name).finish()
    }
}

impl PartitionStream for SystemRows {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let this = self.clone();
        let rows = async move {
            let rows = match this.table.source {
                Source::Session(rows) => rows(this.names.account()),
                Source::Relations(rows) | Source::Columns { rows, .. } => {
                    rows(&this.names.relations(&this.wanted).await?)
                }
            };
            batch(&this.schema, rows)
        };
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), futures::stream::once(rows)))
    }
}

fn batch(schema: &SchemaRef, rows: Vec<Row>) -> Result<RecordBatch> {
    let mut columns: Vec<Vec<ScalarValue>> = schema.fields().iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let arrays = columns.into_iter().zip(schema.fields()).map(|(values, field)| -> Result<ArrayRef> {
        if values.is_empty() { Ok(new_empty_array(field.data_type())) } else { ScalarValue::iter_to_array(values) }
    });
    Ok(RecordBatch::try_new(Arc::clone(schema), arrays.collect::<Result<_>>()?)?)
}
