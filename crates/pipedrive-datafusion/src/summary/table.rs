//! The endpoint's answer as a table of one plan, beside the aggregate it stands for.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_plan::ExecutionPlan;
use pipedrive_schema::RouteSpec;

use super::ask::Asking;
use super::exec::SummaryExec;
use super::question::Question;
use crate::account::Account;
use crate::request::Estimate;

/// What the rule decided.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) question: Question,
    /// The endpoint.
    pub(super) route: RouteSpec,
    /// The list of deals that are not archived.
    pub(super) list: RouteSpec,
    /// What reading the deals would take instead.
    pub(super) pages: Estimate,
    /// The aggregate that this stands for.
    pub(super) original: LogicalPlan,
    /// Its part that the endpoint does not count, as groups with number and value.
    pub(super) archived: Option<LogicalPlan>,
    /// Columns of the aggregate.
    pub(super) schema: SchemaRef,
}

/// The aggregate as a table.
#[derive(Debug)]
pub(super) struct SummaryTable {
    account: Arc<Account>,
    planned: Planned,
}

impl SummaryTable {
    pub(super) fn new(account: Arc<Account>, planned: Planned) -> Self {
        Self { account, planned }
    }
}

#[async_trait]
impl TableProvider for SummaryTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.planned.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Planned { question, route, list, pages, original, archived, schema } = &self.planned;
        let asking = Asking { account: Arc::clone(&self.account), route: *route, list: *list };
        let original = session.create_physical_plan(original).await?;
        let archived = match archived {
            Some(plan) => Some(session.create_physical_plan(plan).await?),
            None => None,
        };
        let exec = SummaryExec::new(asking, question.clone(), *pages, original, archived, schema, projection.cloned())?;
        Ok(Arc::new(exec))
    }
}
