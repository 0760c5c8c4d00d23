//! The physical rule that turns a join below another one, so that the side which the other narrows is read first and
//! narrows the rest in its turn.

use std::sync::Arc;

use datafusion::common::JoinType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};

use crate::scan::PipedriveScan;

/// `organizations JOIN persons JOIN deals`, of which few deals are wanted: of the first two, joined by themselves, the
/// smaller table would be read first and in full. But the deals name their persons, and these their organizations.
///
/// # Soundness
/// Only inner joins are turned, whose sides are alike.
#[derive(Debug)]
pub(crate) struct FollowKeys;

impl PhysicalOptimizerRule for FollowKeys {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_down(|plan| {
            let Some(join) = plan.downcast_ref::<HashJoinExec>() else { return Ok(Transformed::no(plan)) };
            let (_, narrows) = join.join_type().on_lr_is_preserved();
            let keys = join.on().iter().filter_map(|(_, key)| key.downcast_ref::<Column>()).filter(|_| narrows);
            let rows = rows(join.left());
            for key in keys {
                if let Some(right) = turned(join.right(), key.index(), rows)? {
                    let children = vec![Arc::clone(join.left()), right];
                    return Ok(Transformed::yes(replace_children_if_necessary(plan, children)?));
                }
            }
            Ok(Transformed::no(plan))
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "pipedrive_follow_keys"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The same plan, read from the side to which the column at that place belongs, of which `wanted` values are wanted;
/// `None` if nothing is to be turned.
fn turned(plan: &Arc<dyn ExecutionPlan>, at: usize, wanted: usize) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
        return turned_join(join, plan, at, wanted);
    }
    let Some((input, at)) = below(plan, at) else { return Ok(None) };
    turned(&input, at, wanted)?.map(|input| replace_children_if_necessary(Arc::clone(plan), vec![input])).transpose()
}

fn turned_join(
    join: &HashJoinExec,
    plan: &Arc<dyn ExecutionPlan>,
    at: usize,
    wanted: usize,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if *join.join_type() != JoinType::Inner || join.contains_projection() {
        return Ok(None);
    }
    let (left, right) = (join.left(), join.right());
    let first = left.schema().fields().len();
    let Some(at) = at.checked_sub(first) else {
        let left = turned(left, at, wanted)?;
        return left
            .map(|left| replace_children_if_necessary(Arc::clone(plan), vec![left, Arc::clone(right)]))
            .transpose();
    };
    if wanted < rows(left) && looks_up(right, at) {
        return join.swap_inputs(*join.partition_mode()).map(Some);
    }
    let right = turned(right, at, wanted)?;
    right.map(|right| replace_children_if_necessary(Arc::clone(plan), vec![Arc::clone(left), right])).transpose()
}

/// Whether the rows with some values of the column at that place can be asked for.
fn looks_up(plan: &Arc<dyn ExecutionPlan>, at: usize) -> bool {
    match plan.downcast_ref::<PipedriveScan>() {
        Some(scan) => scan.looks_up(at),
        None => below(plan, at).is_some_and(|(input, at)| looks_up(&input, at)),
    }
}

/// Where the column at that place comes from, if the node only lets it through.
fn below(plan: &Arc<dyn ExecutionPlan>, at: usize) -> Option<(Arc<dyn ExecutionPlan>, usize)> {
    if let Some(projection) = plan.downcast_ref::<ProjectionExec>() {
        let column = projection.expr().get(at)?.expr.downcast_ref::<Column>()?;
        return Some((Arc::clone(projection.input()), column.index()));
    }
    if let Some(filter) = plan.downcast_ref::<FilterExec>().filter(|filter| filter.fetch().is_none()) {
        let at = filter.projection().as_ref().map_or(Some(at), |columns| columns.get(at).copied())?;
        return Some((Arc::clone(filter.input()), at));
    }
    let cooperative = plan.downcast_ref::<CooperativeExec>()?;
    Some((Arc::clone(cooperative.input()), at))
}

/// Rows a plan is thought to have.
fn rows(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let statistics = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new());
    let rows = statistics.ok().and_then(|statistics| statistics.num_rows.get_value().copied());
    rows.unwrap_or(usize::MAX)
}
