//! The logical node of a call, and the planner that makes the physical one of it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, DFSchemaRef, TableReference};
use datafusion::error::Result;
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{Expr, Extension, LogicalPlan, UserDefinedLogicalNode, UserDefinedLogicalNodeCore};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, ExtensionPlanner, PhysicalPlanner};

use super::exec::ProcedureExec;
use super::planned::PlannedCall;

/// One call in a plan. It shows its arguments as expressions, so that parameters bind; nothing else happens to it
/// before it is executed.
#[derive(Clone)]
pub(super) struct ProcedureCall {
    call: PlannedCall,
    schema: DFSchemaRef,
}

impl ProcedureCall {
    /// The plan of a call; its columns are qualified with the procedure's name in lower case, as SQL folds names.
    pub(super) fn plan(call: PlannedCall) -> Result<LogicalPlan> {
        let relation = TableReference::bare(call.spec.name.to_lowercase());
        let schema = DFSchema::try_from_qualified_schema(relation, &call.schema())?;
        Ok(LogicalPlan::Extension(Extension { node: Arc::new(Self { call, schema: Arc::new(schema) }) }))
    }

    /// The call.
    pub(super) fn call(&self) -> &PlannedCall {
        &self.call
    }
}

impl UserDefinedLogicalNodeCore for ProcedureCall {
    fn name(&self) -> &'static str {
        "ProcedureCall"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        Vec::new()
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        self.call.arguments.iter().flatten().cloned().collect()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProcedureCall: {}", self.call.shown())
    }

    fn with_exprs_and_inputs(&self, exprs: Vec<Expr>, _inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self { call: self.call.with_arguments(exprs), schema: Arc::clone(&self.schema) })
    }
}

impl PartialEq for ProcedureCall {
    fn eq(&self, other: &Self) -> bool {
        // Two calls with the same arguments are two calls, unless they are copies of one.
        Arc::ptr_eq(&self.call.once, &other.call.once) && self.call.arguments == other.call.arguments
    }
}

impl Eq for ProcedureCall {}

impl PartialOrd for ProcedureCall {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self == other).then_some(Ordering::Equal)
    }
}

impl Hash for ProcedureCall {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call.spec.name.hash(state);
        self.call.arguments.hash(state);
    }
}

impl fmt::Debug for ProcedureCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        UserDefinedLogicalNodeCore::fmt_for_explain(self, f)
    }
}

/// DataFusion's planner, which also knows calls of procedures.
#[derive(Debug)]
pub(crate) struct ProcedurePlanner;

#[async_trait]
impl QueryPlanner for ProcedurePlanner {
    async fn create_physical_plan(&self, plan: &LogicalPlan, session: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        let planner = DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(Calls)]);
        planner.create_physical_plan(plan, session).await
    }
}

/// Plans calls.
struct Calls;

#[async_trait]
impl ExtensionPlanner for Calls {
    async fn plan_extension(
        &self,
        planner: &dyn PhysicalPlanner,
        node: &dyn UserDefinedLogicalNode,
        _logical_inputs: &[&LogicalPlan],
        _physical_inputs: &[Arc<dyn ExecutionPlan>],
        session: &dyn Session,
        context: &PhysicalPlanningContext,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(ProcedureCall { call, .. }) = node.as_any().downcast_ref::<ProcedureCall>() else { return Ok(None) };
        let empty = DFSchema::empty();
        let exec = ProcedureExec::new(call, None, |expr| planner.create_physical_expr(expr, &empty, session, context))?;
        Ok(Some(Arc::new(exec)))
    }
}
