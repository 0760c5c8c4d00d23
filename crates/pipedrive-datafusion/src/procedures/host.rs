//! Procedures in a context that belongs to somebody else: table functions, whose tables call when they are executed.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::DFSchema;
use datafusion::common::tree_node::TreeNode;
use datafusion::datasource::provider_as_source;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use pipedrive_client::ErrorKind;
use pipedrive_schema::{PROCEDURES, ProcedureSpec};

use super::arguments::{Argument, assign};
use super::backend::ProcedureBackend;
use super::exec::ProcedureExec;
use super::planned::PlannedCall;
use super::relation::ProcedureRelations;
use crate::error::Error;
use crate::options::PipedriveOptions;

/// Adds the procedures to a host's context, as functions for a FROM clause.
///
/// A function of the host with the same name stays the host's; the procedure is then found as `pipedrive.crm.name`.
/// Named arguments, other cases of a name and qualified names need the relation planner, because DataFusion's own
/// planning of table functions knows none of them.
///
/// # Errors
/// If DataFusion was built to take no relation planners.
pub(crate) fn register_procedures(ctx: &SessionContext, backend: &Arc<dyn ProcedureBackend>) -> Result<()> {
    let state = ctx.state();
    let functions = state.table_functions();
    let is_foreign = |spec: &ProcedureSpec| {
        let same = functions.iter().filter(|(name, _)| name.eq_ignore_ascii_case(spec.name));
        let function = |(_, f): (_, &Arc<datafusion::catalog::TableFunction>)| Arc::clone(f.function());
        same.map(function).any(|function| !(function.as_ref() as &dyn std::any::Any).is::<ProcedureFunction>())
    };
    let (taken, free): (Vec<_>, Vec<_>) = PROCEDURES.iter().copied().partition(|spec| is_foreign(spec));
    for spec in free {
        ctx.register_udtf(spec.name, Arc::new(ProcedureFunction { spec, backend: Arc::clone(backend) }));
    }
    let taken = taken.into_iter().map(|spec| spec.name.to_lowercase()).collect();
    ctx.register_relation_planner(Arc::new(ProcedureRelations::in_host(Arc::clone(backend), taken, plan)))
}

fn plan(call: PlannedCall) -> Result<LogicalPlan> {
    let name = call.spec.name.to_lowercase();
    LogicalPlanBuilder::scan(name, provider_as_source(Arc::new(ProcedureTable::new(call)?)), None)?.build()
}

/// A procedure as a table function.
struct ProcedureFunction {
    spec: &'static ProcedureSpec,
    backend: Arc<dyn ProcedureBackend>,
}

impl TableFunctionImpl for ProcedureFunction {
    /// Only DataFusion's programming interface comes here; SQL text is planned by [`ProcedureRelations`].
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let arguments = args.exprs().iter().map(|value| Argument { name: None, value: value.clone() });
        let assigned = assign(&self.spec.into(), arguments.collect())?;
        let dry_run = PipedriveOptions::of(args.session().config().options()).dry_run;
        let call = PlannedCall::new(self.spec, assigned, Arc::clone(&self.backend), dry_run)?;
        Ok(Arc::new(ProcedureTable::new(call)?))
    }
}

impl fmt::Debug for ProcedureFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProcedureFunction").field(&self.spec.name).finish()
    }
}

/// The one row a call answers with.
#[derive(Debug)]
pub(super) struct ProcedureTable {
    call: PlannedCall,
}

impl ProcedureTable {
    /// The call.
    pub(super) fn call(&self) -> &PlannedCall {
        &self.call
    }

    /// # Errors
    /// If an argument is a parameter: values are bound into plan nodes, and a table is none.
    fn new(call: PlannedCall) -> Result<Self> {
        let mut unbound = false;
        for argument in call.arguments.iter().flatten() {
            unbound |= argument.exists(|part| Ok(matches!(part, Expr::Placeholder(_))))?;
        }
        if unbound {
            let message = format!("`{}` takes no parameters such as `$1` here", call.spec.name);
            let error = Error::new(ErrorKind::Unsupported, message);
            return Err(error.with_hint("write the value, or call it through a `PipedriveSession`").into());
        }
        Ok(Self { call })
    }
}

#[async_trait]
impl TableProvider for ProcedureTable {
    fn schema(&self) -> SchemaRef {
        self.call.schema()
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
        let empty = DFSchema::empty();
        let compile = |expr: &Expr| session.create_physical_expr(expr.clone(), &empty);
        Ok(Arc::new(ProcedureExec::new(&self.call, projection.cloned(), compile)?))
    }
}
