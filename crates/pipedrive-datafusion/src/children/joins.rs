//! The joins of a plan that name the parents of child tables, seen before anything runs.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};

/// What the joins of a plan hand down: each filter's identity, and the rows that its other side is thought to have.
#[derive(Debug, Default)]
pub(crate) struct Joins(HashMap<u64, usize>);

impl Joins {
    /// The joins of a plan.
    pub(crate) fn of(plan: &Arc<dyn ExecutionPlan>) -> Self {
        let mut joins = Self::default();
        joins.collect(plan);
        joins
    }

    fn collect(&mut self, plan: &Arc<dyn ExecutionPlan>) {
        if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
            let statistics = StatisticsContext::new().compute(join.left().as_ref(), &StatisticsArgs::new());
            let rows = statistics.ok().and_then(|statistics| statistics.num_rows.get_value().copied());
            let filters = join.dynamic_expressions_produced();
            let ids = filters.iter().filter_map(|filter| filter.expression_id());
            self.0.extend(ids.map(|id| (id, rows.unwrap_or(usize::MAX))));
        }
        plan.children().into_iter().for_each(|child| self.collect(child));
    }

    /// Most keys that the joins among those filters are thought to leave; `None` if no join made any of them: a sort
    /// under a limit makes filters too, which name nobody.
    pub(crate) fn keys(&self, filters: &[Arc<dyn PhysicalExpr>]) -> Option<usize> {
        let ids = filters.iter().filter_map(|filter| filter.expression_id());
        ids.filter_map(|id| self.0.get(&id).copied()).min()
    }
}
