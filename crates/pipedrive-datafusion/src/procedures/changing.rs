//! Which procedure a plan calls that would change the account, as far as the plan tells.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::DefaultTableSource;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, Extension, LogicalPlan};
use pipedrive_schema::Effect;

use super::host::ProcedureTable;
use super::node::ProcedureCall;
use super::planned::PlannedCall;

/// The name of such a procedure, also where it is called in a query within an expression: DataFusion carries those out
/// before the plan around them.
pub(crate) fn changing_call(plan: &LogicalPlan) -> Result<Option<&'static str>> {
    let mut found = None;
    plan.apply_with_subqueries(|node| {
        found = found.or(call_of(node).filter(|call| changes_account(call)).map(|call| call.spec.name));
        Ok(if found.is_some() { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

fn call_of(node: &LogicalPlan) -> Option<&PlannedCall> {
    match node {
        LogicalPlan::Extension(Extension { node }) => Some(node.as_any().downcast_ref::<ProcedureCall>()?.call()),
        LogicalPlan::TableScan(scan) => {
            let source = scan.source.downcast_ref::<DefaultTableSource>()?;
            Some(source.table_provider.downcast_ref::<ProcedureTable>()?.call())
        }
        _ => None,
    }
}

/// What a request does that is put together by hand is told by its method, the first argument; one that is no constant
/// yet is looked at again once it is.
fn changes_account(call: &PlannedCall) -> bool {
    match call.spec.effect {
        Effect::Reads | Effect::Saves => false,
        Effect::Writes => true,
        Effect::ByMethod => {
            let Some(Some(Expr::Literal(method, _))) = call.arguments.first() else { return false };
            method.try_as_str().flatten().is_some_and(|method| !method.trim().eq_ignore_ascii_case("GET"))
        }
    }
}
