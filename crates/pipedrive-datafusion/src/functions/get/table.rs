//! The function as a table whose filters are its arguments.

use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use pipedrive_schema::TableSpec;

use super::exec::GetExec;
use super::target::Target;
use crate::account::Account;
use crate::functions::unfit;
use crate::layout::arrow_type;
use crate::procedures::missing_parameters;
use crate::pushdown::read;

/// Any GET of one account.
#[derive(Debug)]
pub(in crate::functions) struct GetTable {
    account: Arc<Account>,
    spec: &'static TableSpec,
    schema: SchemaRef,
}

impl GetTable {
    pub(in crate::functions) fn new(account: Arc<Account>, spec: &'static TableSpec) -> Self {
        let fields = spec.columns.iter().map(|column| Field::new(column.name, arrow_type(column.data_type), true));
        Self { account, spec, schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())) }
    }

    /// The text that the filters give an argument, if they give one.
    fn argument(&self, name: &str, filters: &[Expr]) -> Result<Option<String>> {
        let Some(argument) = self.spec.arguments().find(|argument| argument.name() == name) else { return Ok(None) };
        let comparisons = filters.iter().filter_map(read).flatten();
        let value = comparisons.filter(|c| c.column == argument.column.name).find_map(|c| c.values.into_iter().next());
        let Some(value) = value else { return Ok(None) };
        let text = value.try_as_str().flatten().filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        Ok(Some(text.ok_or_else(|| unfit(argument))?))
    }
}

#[async_trait]
impl TableProvider for GetTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let is_argument = |filter: &Expr| {
            read(filter).is_some_and(|comparisons| comparisons.iter().all(|c| c.column.starts_with('@')))
        };
        let claim = |filter: &&Expr| {
            if is_argument(filter) {
                TableProviderFilterPushDown::Exact
            } else {
                TableProviderFilterPushDown::Unsupported
            }
        };
        Ok(filters.iter().map(claim).collect())
    }

    async fn scan(
        &self,
        _session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let path = self.argument("path", filters)?;
        let path = path.ok_or_else(|| missing_parameters(&self.spec.into(), &["path"]))?;
        let target = Target::parse(&path, self.argument("parameters", filters)?.as_deref())?;
        let columns = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema = Arc::new(self.schema.project(&columns)?);
        Ok(Arc::new(GetExec::new(Arc::clone(&self.account), target, schema, limit)))
    }
}
