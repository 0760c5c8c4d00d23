//! What the rows of a statement that writes may come from.

use std::sync::Arc;

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use pipedrive_client::ErrorKind;

use super::draft::Draft;
use crate::error::Error;
use crate::procedures::{ProcedureExec, changing_call};

/// Refuses rows that come from a procedure which changes the account: it would be carried out before the rows are looked
/// at, and stay done where they are refused. This is the plan as it is analyzed, with the queries in its expressions.
///
/// # Errors
/// If there is one among them.
pub(super) fn check_planned_source(draft: &Draft, input: &LogicalPlan) -> Result<(), Error> {
    changing_call(input)?.map_or(Ok(()), |procedure| Err(refused(draft, procedure)))
}

/// The same of the plan that is carried out, whose arguments are known.
///
/// # Errors
/// If there is one among them.
pub(super) fn check_source(draft: &Draft, input: &Arc<dyn ExecutionPlan>) -> Result<(), Error> {
    let mut found = None;
    input.apply(|node| {
        let call = node.downcast_ref::<ProcedureExec>().filter(|call| call.changes_account());
        found = found.or(call.map(ProcedureExec::procedure));
        Ok(if found.is_some() { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    found.map_or(Ok(()), |procedure| Err(refused(draft, procedure)))
}

fn refused(draft: &Draft, procedure: &str) -> Error {
    let (verb, table) = (draft.verb(), draft.layout.spec.name);
    let message =
        format!("`{procedure}` changes the account, and this `{verb}` on `{table}` calls it; nothing was sent");
    Error::new(ErrorKind::Unsupported, message)
        .with_hint("call it first, and use what it answers in the statement after it: `last_write` has the key, too")
}
