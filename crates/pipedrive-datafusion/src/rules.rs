//! The rules of planning that are ours, brought into a session that has all of its own.

use std::sync::Arc;

use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;

use crate::narrowed::FollowKeys;
use crate::order::{Extremes, StopEarly};
use crate::parallel::MarkScansReadToEnd;
use crate::parameter_columns::ParameterColumns;
use crate::summary::SummaryRule;
use crate::write::WriteRule;

/// DataFusion's rule that chooses which side of each join is read first.
const CHOOSES_SIDES: &str = "join_selection";

/// Adds the rules. Statements that were prepared by SQL before are lost with the former state.
pub(crate) fn add_rules(ctx: &SessionContext) {
    ctx.add_analyzer_rule(Arc::new(ParameterColumns));
    ctx.add_analyzer_rule(Arc::new(WriteRule));
    ctx.add_optimizer_rule(Arc::new(Extremes));
    ctx.add_optimizer_rule(Arc::new(SummaryRule));
    let state = ctx.state_ref();
    let mut state = state.write();
    // What PREPARE optimizes is not analyzed before: conditions have to be seen while they are there.
    let mut logical = state.optimizers().to_vec();
    logical.insert(0, Arc::new(WriteRule));
    let mut rules = state.physical_optimizers().to_vec();
    // Before those that rely on the sides.
    let chosen = rules.iter().position(|rule| rule.name() == CHOOSES_SIDES).map_or(0, |at| at + 1);
    rules.insert(chosen, Arc::new(FollowKeys));
    rules.push(Arc::new(StopEarly));
    // The mark comes last: it is about the plan as it will run.
    rules.push(Arc::new(MarkScansReadToEnd));
    *state = SessionStateBuilder::new_from_existing(state.clone())
        .with_optimizer_rules(logical)
        .with_physical_optimizer_rules(rules)
        .build();
}
