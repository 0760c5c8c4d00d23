//! The physical rule that lets a limit stop a scan early where a filter stands between its order and the rows.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalSortExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::limit::GlobalLimitExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::sorts::sort::SortExec;

use crate::scan::PipedriveScan;

/// Reads in the order wanted and ends with the last row wanted, instead of reading and sorting everything:
/// `WHERE value > 5000 ORDER BY id DESC LIMIT 10`.
///
/// # Soundness
/// A filter keeps the order of what it lets through. Only orders that can be walked page by page will do, for nobody
/// knows how many pages it takes.
#[derive(Debug)]
pub(crate) struct StopEarly;

impl PhysicalOptimizerRule for StopEarly {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_down(|plan| {
            let Some(sort) = plan.downcast_ref::<SortExec>() else { return Ok(Transformed::no(plan)) };
            let Some(fetch) = sort.fetch() else { return Ok(Transformed::no(plan)) };
            let Some(rows) = ordered(sort.input(), sort.expr())? else { return Ok(Transformed::no(plan)) };
            let limited = rows.with_fetch(Some(fetch));
            Ok(Transformed::yes(limited.unwrap_or_else(|| Arc::new(GlobalLimitExec::new(rows, 0, Some(fetch))) as _)))
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "pipedrive_stop_early"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The same plan over a scan in the order `wanted`, if nothing stands between that could change it.
fn ordered(plan: &Arc<dyn ExecutionPlan>, wanted: &[PhysicalSortExpr]) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if let Some(scan) = plan.downcast_ref::<PipedriveScan>() {
        return Ok(scan.walked(wanted).map(|scan| Arc::new(scan) as _));
    }
    let passed = if let Some(filter) = plan.downcast_ref::<FilterExec>() {
        let limited = filter.fetch().is_some();
        let projection = filter.projection().as_ref();
        let below = |at: usize| projection.map_or(Some(at), |columns| columns.get(at).copied());
        if limited { None } else { translated(wanted, filter.input(), below) }
    } else if let Some(projection) = plan.downcast_ref::<ProjectionExec>() {
        let below = |at: usize| projection.expr().get(at)?.expr.downcast_ref::<Column>().map(Column::index);
        translated(wanted, projection.input(), below)
    } else {
        plan.is::<CooperativeExec>().then(|| wanted.to_vec())
    };
    let (Some(passed), [input]) = (passed, &plan.children()[..]) else { return Ok(None) };
    match ordered(input, &passed)? {
        Some(input) => replace_children_if_necessary(Arc::clone(plan), vec![input]).map(Some),
        None => Ok(None),
    }
}

/// The order in terms of the columns of `input`, where `below` tells at which place a column stands there.
fn translated(
    wanted: &[PhysicalSortExpr],
    input: &Arc<dyn ExecutionPlan>,
    below: impl Fn(usize) -> Option<usize>,
) -> Option<Vec<PhysicalSortExpr>> {
    let schema = input.schema();
    let one = |sort: &PhysicalSortExpr| {
        let at = below(sort.expr.downcast_ref::<Column>()?.index())?;
        let column = Column::new(schema.fields().get(at)?.name(), at);
        Some(PhysicalSortExpr { expr: Arc::new(column), options: sort.options })
    };
    wanted.iter().map(one).collect()
}
