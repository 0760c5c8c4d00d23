//! The joins of a plan that name the parents of child tables, seen before anything runs.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::execution_plan::CardinalityEffect;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::recursive_query::RecursiveQueryExec;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};

use crate::scan::PipedriveScan;

/// What the joins of a plan hand down, by each filter's identity.
#[derive(Debug, Default)]
pub(crate) struct Joins {
    sides: HashMap<u64, Side>,
    /// Whether one of them is a `NOT IN`, which reads its subquery without any filter.
    not_in: bool,
}

/// The other side of a join, which is read first.
#[derive(Clone, Copy, Debug)]
struct Side {
    /// Rows it is thought to have.
    rows: usize,
    /// The table it reads without any condition.
    whole: Option<&'static str>,
}

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
            let side = Side { rows: rows.unwrap_or(usize::MAX), whole: whole(join.left()) };
            let filters = join.dynamic_expressions_produced();
            self.sides.extend(filters.iter().filter_map(|filter| filter.expression_id()).map(|id| (id, side)));
            self.not_in |= join.null_aware;
        }
        // Each round of a recursive query runs a copy of its second part, whose scans keep filters that no join fills in.
        let is_recursive = plan.downcast_ref::<RecursiveQueryExec>().is_some();
        let filled = if is_recursive { 1 } else { usize::MAX };
        plan.children().into_iter().take(filled).for_each(|child| self.collect(child));
    }

    /// Most keys that the joins among those filters are thought to leave; `None` if no join made any of them: a sort
    /// under a limit makes filters too, which name nobody.
    pub(crate) fn keys(&self, filters: &[Arc<dyn PhysicalExpr>]) -> Option<usize> {
        self.among(filters).map(|side| side.rows).min()
    }

    /// Whether a join among those filters leaves some of the records of `parents` only.
    pub(crate) fn narrow(&self, filters: &[Arc<dyn PhysicalExpr>], parents: &str) -> bool {
        self.among(filters).any(|side| side.whole != Some(parents))
    }

    /// Whether the plan has a `NOT IN` with a subquery.
    pub(crate) fn have_not_in(&self) -> bool {
        self.not_in
    }

    fn among(&self, filters: &[Arc<dyn PhysicalExpr>]) -> impl Iterator<Item = Side> {
        filters.iter().filter_map(|filter| self.sides.get(&filter.expression_id()?).copied())
    }
}

/// The table of which that side of a join is every row, if it is.
fn whole(plan: &Arc<dyn ExecutionPlan>) -> Option<&'static str> {
    if let Some(scan) = plan.downcast_ref::<PipedriveScan>() {
        return scan.is_whole().then(|| scan.table());
    }
    let [child] = plan.children()[..] else { return None };
    let keeps_all = plan.fetch().is_none() && matches!(plan.cardinality_effect(), CardinalityEffect::Equal);
    keeps_all.then(|| whole(child)).flatten()
}
