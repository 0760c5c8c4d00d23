//! A call as a logical plan.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::datasource::provider_as_source;
use datafusion::error::Result;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use pipedrive_schema::{Origin, TableSpec};

use super::argument::condition;
use super::get::GetTable;
use crate::account::Account;
use crate::procedures::{Callee, missing_parameters};
use crate::provider::PipedriveTable;

/// The plan of a call, with one value or none for each of the function's arguments in their order.
///
/// # Errors
/// If a value does not fit its argument, or a required one is NULL.
pub(super) fn plan(account: &Arc<Account>, spec: &'static TableSpec, values: Vec<Option<Expr>>) -> Result<LogicalPlan> {
    let (mut conditions, mut missing) = (Vec::new(), Vec::new());
    for (argument, value) in spec.arguments().zip(values) {
        let condition = value.map(|value| condition(spec.name, argument, value)).transpose()?.flatten();
        if argument.required() && condition.is_none() {
            missing.push(argument.name());
        }
        conditions.extend(condition);
    }
    if !missing.is_empty() {
        return Err(missing_parameters(&Callee::from(spec), &missing).into());
    }
    let table: Arc<dyn TableProvider> = if spec.walks.is_empty() {
        Arc::new(GetTable::new(Arc::clone(account), spec))
    } else {
        Arc::new(PipedriveTable::new(Arc::clone(account), Arc::new(account.built_in_layout(spec))))
    };
    let plan = LogicalPlanBuilder::scan(spec.name, provider_as_source(table), None)?;
    let plan = match conjunction(conditions) {
        Some(condition) => plan.filter(condition)?,
        None => plan,
    };
    let is_argument = |name: &str| spec.column(name).is_some_and(|column| column.origin == Origin::Parameter);
    let columns: Vec<Expr> =
        plan.schema().columns().into_iter().filter(|column| !is_argument(&column.name)).map(Expr::Column).collect();
    plan.project(columns)?.build()
}
