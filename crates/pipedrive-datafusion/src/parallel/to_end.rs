//! Which scans are certain to be read to their end: only for those may pages be fetched before somebody asks for
//! them, because every page is paid for.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, NestedLoopJoinExec};
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::scalar_subquery::ScalarSubqueryExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::union::UnionExec;
use pipedrive_connection::ParallelScan;

use crate::options::PipedriveOptions;
use crate::scan::PipedriveScan;

/// Marks the scans of a finished plan that nothing above them stops early.
///
/// The mark is set on the scans as they are: filters that joins hand to scans while they run would be lost if the plan
/// was built anew after they were placed.
#[derive(Debug)]
pub(crate) struct MarkScansReadToEnd;

impl PhysicalOptimizerRule for MarkScansReadToEnd {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        if PipedriveOptions::of(config).parallel_scan != ParallelScan::Off {
            mark(&plan, true);
        }
        Ok(plan)
    }

    fn name(&self) -> &'static str {
        "pipedrive_mark_read_to_end"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn mark(plan: &Arc<dyn ExecutionPlan>, to_end: bool) {
    if let Some(scan) = plan.downcast_ref::<PipedriveScan>() {
        scan.mark_read_to_end(to_end && scan.fetch().is_none());
    }
    let streamed = if gathers(plan) { true } else { to_end && !limits(plan) };
    for (position, child) in plan.children().into_iter().enumerate() {
        mark(child, is_gathered(plan, position).unwrap_or(streamed));
    }
}

/// Whether a node reads all of its only input before it gives out its first row.
fn gathers(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let groups = plan.downcast_ref::<AggregateExec>();
    plan.downcast_ref::<SortExec>().is_some() || groups.is_some_and(|groups| groups.limit_options().is_none())
}

fn limits(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let limit = plan.downcast_ref::<GlobalLimitExec>().is_some() || plan.downcast_ref::<LocalLimitExec>().is_some();
    limit || plan.fetch().is_some()
}

/// Whether a node with several inputs reads all of the one at that position whatever happens above; `None` where it
/// reads the input as its own rows are asked for.
fn is_gathered(plan: &Arc<dyn ExecutionPlan>, position: usize) -> Option<bool> {
    let has_build_side = plan.downcast_ref::<HashJoinExec>().is_some()
        || plan.downcast_ref::<NestedLoopJoinExec>().is_some()
        || plan.downcast_ref::<CrossJoinExec>().is_some();
    if has_build_side {
        return (position == 0).then_some(true);
    }
    // Its first input is the query, whose subqueries were answered before.
    if plan.downcast_ref::<ScalarSubqueryExec>().is_some() && position == 0 {
        return None;
    }
    // A merge of two sorted inputs may end with either of them.
    let any_end = plan.children().len() > 1 && plan.downcast_ref::<UnionExec>().is_none();
    any_end.then_some(false)
}
