//! A write in a plan: an INSERT whose target is not a table but what is to happen to the rows.
//!
//! Of all that DataFusion knows, INSERT alone hands its rows over as they are; and it does so in every session, whatever
//! planner that has.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::TableReference;
use datafusion::datasource::{DefaultTableSource, provider_as_source};
use datafusion::error::Result;
use datafusion::logical_expr::dml::InsertOp;
use datafusion::logical_expr::{DmlStatement, Expr, LogicalPlan, TableSource, TableType, WriteOp};
use datafusion::physical_plan::ExecutionPlan;
use pipedrive_client::ErrorKind;

use super::draft::Draft;
use super::exec::WriteExec;
use crate::account::Account;
use crate::error::Error;

/// What is to happen to rows.
#[derive(Clone)]
pub(crate) struct Planned {
    pub(crate) account: Arc<Account>,
    pub(crate) draft: Draft,
}

impl fmt::Debug for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Planned").field(&self.draft.text).finish()
    }
}

/// The plan that carries `draft` out with the rows of `input`.
pub(super) fn plan(account: &Arc<Account>, draft: Draft, input: LogicalPlan) -> LogicalPlan {
    // The verb would else be missing from plans, which call everything here an INSERT.
    let name = TableReference::bare(format!("{} {}", draft.verb(), draft.layout.spec.name));
    let schema = Arc::clone(input.schema().inner());
    let planned = Arc::new(Planned { account: Arc::clone(account), draft });
    let sink = provider_as_source(Arc::new(Sink { planned, schema }));
    LogicalPlan::Dml(DmlStatement::new(name, sink, WriteOp::Insert(InsertOp::Append), Arc::new(input)))
}

/// What a plan node writes, if it is one of ours.
pub(super) fn planned_in(target: &Arc<dyn TableSource>) -> Option<Arc<Planned>> {
    let source = target.downcast_ref::<DefaultTableSource>()?;
    source.table_provider.downcast_ref::<Sink>().map(|sink| Arc::clone(&sink.planned))
}

/// The place rows go to.
#[derive(Debug)]
struct Sink {
    planned: Arc<Planned>,
    schema: SchemaRef,
}

#[async_trait]
impl TableProvider for Sink {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        _session: &dyn Session,
        _projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Err(Error::new(ErrorKind::Internal, "a write was read").into())
    }

    async fn insert_into(
        &self,
        session: &dyn Session,
        input: Arc<dyn ExecutionPlan>,
        _op: InsertOp,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let draft = &self.planned.draft;
        if !draft.is_analyzed {
            return Err(unplanned(draft.verb(), draft.layout.spec.name).into());
        }
        Ok(Arc::new(WriteExec::new(Arc::clone(&self.planned), input, session.config_options())))
    }
}

/// The error for a statement that writes and has not passed the analyzer's rule.
pub(crate) fn unplanned(verb: &str, table: &str) -> Error {
    let message = format!("`{verb}` on `{table}` was not planned by the rule for writes; nothing was sent");
    Error::new(ErrorKind::Unsupported, message)
        .with_hint("`register` adds the rule to a context; keep it when you replace the analyzer's rules")
}
