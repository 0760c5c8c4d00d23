//! `f(…)` in a FROM clause, planned as a call.

use std::sync::Arc;

use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning};
use datafusion::sql::sqlparser::ast::{ObjectName, TableFactor};
use pipedrive_schema::TableSpec;

use super::call::plan;
use super::names::function_named;
use crate::account::Account;
use crate::procedures::{assign, called, needs_rows, not_constant, split};

/// Plans the calls of a session.
#[derive(Debug)]
pub(crate) struct FunctionRelations {
    account: Arc<Account>,
    /// Names that mean something else where they are not qualified, in lower case.
    taken: Vec<String>,
}

impl FunctionRelations {
    /// Plans all calls.
    pub(crate) fn new(account: Arc<Account>) -> Self {
        Self { account, taken: Vec::new() }
    }

    /// Plans calls except those of unqualified names among `taken`.
    pub(super) fn in_host(account: Arc<Account>, taken: Vec<String>) -> Self {
        Self { account, taken }
    }

    fn function(&self, name: &ObjectName) -> Option<&'static TableSpec> {
        let spec = function_named(name)?;
        let is_taken = name.0.len() == 1 && self.taken.iter().any(|taken| taken == spec.name);
        (!is_taken).then_some(spec)
    }
}

impl RelationPlanner for FunctionRelations {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let (spec, arguments, alias) = match called(relation, |name| self.function(name)) {
            Ok(call) => call,
            Err(other) => return Ok(RelationPlanning::Original(other)),
        };
        let arguments = arguments.into_iter().map(|one| split(spec.name, one)).collect::<Result<Vec<_>, _>>()?;
        let assigned = assign(&spec.into(), arguments)?;
        let values = spec.arguments().zip(assigned).map(|(argument, value)| {
            let Some(value) = value else { return Ok(None) };
            if needs_rows(&value) {
                return Err(not_constant(argument.name()).into());
            }
            context.sql_to_expr(value, &DFSchema::empty()).map(Some)
        });
        let plan = plan(&self.account, spec, values.collect::<Result<_>>()?)?;
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(plan, alias))))
    }
}
