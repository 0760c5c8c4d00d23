//! The rules about orders, brought into a session.

use std::sync::Arc;

use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;

use super::{Extremes, StopEarly};
use crate::parallel::MarkScansReadToEnd;

/// Adds the rules to a session that has all of its own.
pub(crate) fn add_rules(ctx: &SessionContext) {
    ctx.add_optimizer_rule(Arc::new(Extremes));
    let state = ctx.state_ref();
    let mut state = state.write();
    let builder = SessionStateBuilder::new_from_existing(state.clone());
    // The mark comes last: it is about the plan as it will run.
    let builder = builder.with_physical_optimizer_rule(Arc::new(StopEarly));
    *state = builder.with_physical_optimizer_rule(Arc::new(MarkScansReadToEnd)).build();
}
