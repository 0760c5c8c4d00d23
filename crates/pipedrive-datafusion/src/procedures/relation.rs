//! `p(…)` in a FROM clause, planned as a call.

use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning};
use datafusion::sql::sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, ObjectName, Query, TableAlias, TableFactor, Value, ValueWithSpan, Visit,
    Visitor,
};
use pipedrive_client::ErrorKind;
use pipedrive_schema::{ParameterSpec, ProcedureSpec};

use super::arguments::{Argument, assign};
use super::backend::ProcedureBackend;
use super::names::procedure_named;
use super::node::ProcedureCall;
use super::planned::{PlannedCall, not_constant, wrong_type};
use crate::error::Error;
use crate::options::PipedriveOptions;

/// What a call becomes in a plan.
type MakePlan = fn(PlannedCall) -> Result<LogicalPlan>;

/// Plans the calls of a session.
#[derive(Debug)]
pub(crate) struct ProcedureRelations {
    backend: Arc<dyn ProcedureBackend>,
    /// Names that mean something else where they are not qualified, in lower case.
    taken: Vec<String>,
    plan: MakePlan,
}

impl ProcedureRelations {
    /// Plans calls as nodes of their own, for a session that has the [`ProcedurePlanner`](super::ProcedurePlanner).
    pub(crate) fn new(backend: Arc<dyn ProcedureBackend>) -> Self {
        Self { backend, taken: Vec::new(), plan: ProcedureCall::plan }
    }

    /// Plans calls with `plan`, except for unqualified names among `taken`.
    pub(super) fn in_host(backend: Arc<dyn ProcedureBackend>, taken: Vec<String>, plan: MakePlan) -> Self {
        Self { backend, taken, plan }
    }

    fn procedure(&self, name: &ObjectName) -> Option<&'static ProcedureSpec> {
        let spec = procedure_named(name)?;
        let is_taken = name.0.len() == 1 && self.taken.contains(&spec.name.to_lowercase());
        (!is_taken).then_some(spec)
    }
}

impl RelationPlanner for ProcedureRelations {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let (spec, arguments, alias) = match called(relation, |name| self.procedure(name)) {
            Ok(call) => call,
            Err(other) => return Ok(RelationPlanning::Original(other)),
        };
        let arguments =
            arguments.into_iter().map(|argument| split(spec.name, argument)).collect::<Result<Vec<_>, _>>()?;
        let assigned = assign(&spec.into(), arguments)?;
        let planned = spec.parameters.iter().zip(assigned).map(|(parameter, argument)| {
            let Some(argument) = argument else { return Ok(None) };
            refuse_unless_constant(parameter, &argument)?;
            context.sql_to_expr(argument, &DFSchema::empty()).map(Some)
        });
        let planned = planned.collect::<Result<_>>()?;
        let dry_run = PipedriveOptions::of(context.context_provider().options()).dry_run;
        let call = PlannedCall::new(spec, planned, Arc::clone(&self.backend), dry_run)?;
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new((self.plan)(call)?, alias))))
    }
}

/// What is called, with which arguments, and under which alias its rows go.
pub(crate) type CallParts<S> = (S, Vec<FunctionArg>, Option<TableAlias>);

/// The parts of a call of something that `find` knows by its name; any other relation comes back as it was.
pub(crate) fn called<S>(
    relation: TableFactor,
    find: impl FnOnce(&ObjectName) -> Option<S>,
) -> Result<CallParts<S>, Box<TableFactor>> {
    let spec = match &relation {
        TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => find(name),
        _ => None,
    };
    match (spec, relation) {
        (Some(spec), TableFactor::Table { args: Some(args), alias, .. }) => Ok((spec, args.args, alias)),
        (Some(spec), TableFactor::Function { args, alias, .. }) => Ok((spec, args, alias)),
        (_, other) => Err(Box::new(other)),
    }
}

/// An argument's name, if it has one, and its value.
pub(crate) fn split(callee: &str, argument: FunctionArg) -> Result<Argument<Expr>, Error> {
    let (name, value) = match argument {
        FunctionArg::Named { name, arg, .. } => (Some(name.value), arg),
        FunctionArg::ExprNamed { name, arg, .. } => (Some(name.to_string()), arg),
        FunctionArg::Unnamed(arg) => (None, arg),
    };
    let name = name.map(|name| name.trim_start_matches('@').to_owned());
    match value {
        FunctionArgExpr::Expr(value) => Ok(Argument { name, value }),
        _ => Err(Error::new(ErrorKind::InvalidArgument, format!("`{callee}` does not take `*`"))),
    }
}

/// Refuses columns and subqueries, and for a secret all but a text or a parameter: an error on the way to its value
/// would show the value.
fn refuse_unless_constant(parameter: &ParameterSpec, argument: &Expr) -> Result<(), Error> {
    if needs_rows(argument) {
        return Err(not_constant(parameter.name));
    }
    let plain = match argument {
        Expr::Value(ValueWithSpan { value, .. }) => {
            matches!(value, Value::Placeholder(_) | Value::Null) || value.clone().into_string().is_some()
        }
        _ => false,
    };
    if parameter.secret && !plain { Err(wrong_type(parameter)) } else { Ok(()) }
}

/// Whether a value would have to be computed from rows.
pub(crate) fn needs_rows(argument: &Expr) -> bool {
    argument.visit(&mut Rows).is_break()
}

/// Finds what would need rows.
struct Rows;

impl Visitor for Rows {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::CompoundFieldAccess { .. } => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}
