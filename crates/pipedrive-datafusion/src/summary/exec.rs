//! The physical node: asks the endpoint, and reads the deals after all where its answer cannot be taken.

use std::fmt;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, stats::Precision};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{Distribution, EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, execute_stream,
};
use futures::stream::{self, TryStreamExt};

use super::ask::{Accounting, Asking};
use super::price::{self, Asked};
use super::question::Question;
use crate::request::Estimate;
use crate::stream::ScanMetrics;

/// Requests that are shown one by one; of more only the number.
const SHOWN_REQUESTS: usize = 5;

/// Answers an aggregate over `deals` from `/deals/summary`.
#[derive(Clone, Debug)]
pub(crate) struct SummaryExec {
    pub(super) asking: Asking,
    pub(super) question: Question,
    /// What reading the deals would take instead.
    pages: Estimate,
    /// The aggregate over the list of deals, for when the endpoint's answer cannot be taken.
    original: Arc<dyn ExecutionPlan>,
    /// Number and value of the archived deals, by group.
    pub(super) archived: Option<Arc<dyn ExecutionPlan>>,
    /// Columns of the aggregate.
    pub(super) schema: SchemaRef,
    /// Those that are wanted.
    projection: Vec<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SummaryExec {
    pub(super) fn new(
        asking: Asking,
        question: Question,
        pages: Estimate,
        original: Arc<dyn ExecutionPlan>,
        archived: Option<Arc<dyn ExecutionPlan>>,
        schema: &SchemaRef,
        projection: Option<Vec<usize>>,
    ) -> Result<Self> {
        let projection = projection.unwrap_or_else(|| (0..schema.fields().len()).collect());
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::new(schema.project(&projection)?)),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Ok(Self {
            asking,
            question,
            pages,
            original,
            archived,
            schema: Arc::clone(schema),
            projection,
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }

    /// What people want to know of it: names and their values, in the order of reading.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let cells = self.question.cells();
        let shown = cells.iter().take(SHOWN_REQUESTS);
        let mut facts: Vec<(&'static str, String)> =
            shown.map(|cell| ("request", self.asking.summary_request(cell).target())).collect();
        if let Some(more) = cells.len().checked_sub(SHOWN_REQUESTS).filter(|more| *more > 0) {
            facts.push(("request", format!("and {more} more of them")));
        }
        if !self.is_proven() {
            let proof =
                "first the page of the list that may hold all of these deals, then a few deals as list and summary";
            facts.push(("proof", proof.to_owned()));
        }
        if self.archived.is_some() {
            let look = self.asking.change_request(&self.question, "TIME").target();
            facts.push(("check", format!("{look}, whether a deal was archived or unarchived meanwhile")));
        }
        facts.push(("not used", format!("the list: {}", self.pages)));
        facts.push(("estimate", self.estimate().to_string()));
        facts
    }

    /// What it is expected to cost; the archived deals are a scan of their own.
    pub(crate) fn estimate(&self) -> Estimate {
        let Asking { route, list, .. } = self.asking;
        let beside = self.archived.is_some();
        price::of_summaries(
            route,
            list,
            Asked { requests: self.question.requests(), is_proven: self.is_proven(), beside },
        )
    }

    fn is_proven(&self) -> bool {
        self.asking.account.knowledge().summary_agrees() == Some(true)
    }

    fn schema_out(&self) -> SchemaRef {
        Arc::clone(self.properties.equivalence_properties().schema())
    }

    /// The same node beside another plan for the archived deals.
    fn beside(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { archived: children.into_iter().next(), ..Arc::unwrap_or_clone(self) })
    }

    /// The wanted columns of a batch that has all.
    fn projected(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let columns = self.projection.iter().map(|i| Arc::clone(batch.column(*i))).collect();
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        Ok(RecordBatch::try_new_with_options(self.schema_out(), columns, &rows)?)
    }

    /// The rows, from the endpoint or the list.
    async fn rows(self, task: Arc<TaskContext>, metrics: ScanMetrics) -> Result<SendableRecordBatchStream> {
        let accounting = Accounting { scope: self.asking.account.scope(&task), metrics };
        let answer = self.answer(&accounting, &task).await.map_err(DataFusionError::from)?;
        let rows = match answer {
            Some(answer) => {
                let rows = stream::once(async move { Ok(answer) });
                Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
            }
            None => execute_stream(Arc::clone(&self.original), task)?,
        };
        let schema = self.schema_out();
        let projected = rows.and_then(move |batch| {
            let projected = self.projected(&batch);
            async move { projected }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, projected)))
    }
}

impl DisplayAs for SummaryExec {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts();
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                f.write_str("PipedriveSummary: deals")?;
                facts.iter().try_for_each(|(name, value)| write!(f, ", {name}=[{value}]"))
            }
            DisplayFormatType::TreeRender => facts.iter().try_for_each(|(name, value)| writeln!(f, "{name}={value}")),
        }
    }
}

impl ExecutionPlan for SummaryExec {
    fn name(&self) -> &'static str {
        "PipedriveSummary"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    /// The original is no child: it runs only if the answer cannot be taken, and what it would cost is not due.
    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.archived.iter().collect()
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self.beside(children))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self.beside(children))
    }

    fn required_input_distribution(&self) -> Vec<Distribution> {
        vec![Distribution::SinglePartition; self.children().len()]
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, _partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let metrics = ScanMetrics::new(&self.metrics);
        let rows = stream::once(self.clone().rows(context, metrics.clone())).try_flatten();
        let rows = rows.inspect_ok(move |batch| metrics.record_rows(batch.num_rows()));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema_out(), rows)))
    }

    /// With the requests of the original, which nobody else shows.
    fn metrics(&self) -> Option<MetricsSet> {
        let mut metrics = self.metrics.clone_inner();
        add_requests(&self.original, &mut metrics);
        Some(metrics)
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let unknown = Statistics::new_unknown(&self.schema_out());
        let rows = if self.question.groups.is_empty() { 1 } else { self.question.requests() };
        Ok(Arc::new(Statistics { num_rows: Precision::Inexact(rows), ..unknown }))
    }
}

/// Adds what a plan has sent.
fn add_requests(plan: &Arc<dyn ExecutionPlan>, metrics: &mut MetricsSet) {
    for metric in plan.metrics().iter().flat_map(MetricsSet::iter) {
        if metric.value().name().starts_with("api_") {
            metrics.push(Arc::clone(metric));
        }
    }
    plan.children().into_iter().for_each(|child| add_requests(child, metrics));
}
