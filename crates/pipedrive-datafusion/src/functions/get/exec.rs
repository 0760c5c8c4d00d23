//! The physical node of `pipedrive_get`: one partition, lazy, printable.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, stats::Precision};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::stream;
use pipedrive_client::ApiRequest;

use super::rows::rows;
use super::target::Target;
use crate::account::Account;
use crate::error::Error;
use crate::request::Estimate;

/// Elements an answer is guessed to hold.
const TYPICAL_ROWS: usize = 100;

/// Sends one GET, page by page.
#[derive(Clone, Debug)]
pub(crate) struct GetExec {
    account: Arc<Account>,
    target: Target,
    fetch: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl GetExec {
    pub(super) fn new(account: Arc<Account>, target: Target, schema: SchemaRef, fetch: Option<usize>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self { account, target, fetch, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    fn request(&self) -> ApiRequest {
        let wanted = self.fetch.and_then(|fetch| u32::try_from(fetch).ok()).unwrap_or(u32::MAX);
        self.target.request(self.account.page_size().min(wanted))
    }

    fn schema_out(&self) -> SchemaRef {
        Arc::clone(self.properties.equivalence_properties().schema())
    }

    /// What people want to know of it: names and their values, in the order of reading.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![("request", self.request().target())];
        facts.extend(self.fetch.map(|fetch| ("limit", fetch.to_string())));
        facts.push(("estimate", self.estimate().to_string()));
        facts
    }

    /// What it is expected to cost: a list whose length is not known counts as one page.
    pub(crate) fn estimate(&self) -> Estimate {
        let tokens = u64::from(self.target.route.cost);
        Estimate { requests: 1, tokens, at_least: tokens, counted: self.target.is_one_answer() }
    }
}

impl DisplayAs for GetExec {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                f.write_str("PipedriveGet")?;
                let facts = self.facts();
                let mut separator = ": ";
                facts.iter().try_for_each(|(name, value)| {
                    write!(f, "{separator}{name}=[{value}]")?;
                    separator = ", ";
                    Ok(())
                })
            }
            DisplayFormatType::TreeRender => {
                self.facts().iter().try_for_each(|(name, value)| writeln!(f, "{name}={value}"))
            }
        }
    }
}

impl ExecutionPlan for GetExec {
    fn name(&self) -> &'static str {
        "PipedriveGet"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let scope = self.account.scope(&context);
        let schema = self.schema_out();
        let baseline = BaselineMetrics::new(&self.metrics, partition);
        let counter = |name: &'static str| MetricBuilder::new(&self.metrics).counter(name, partition);
        let (requests, tokens, bytes) = (counter("api_requests"), counter("api_tokens"), counter("api_bytes"));
        let cost = usize::try_from(self.target.route.cost).unwrap_or(usize::MAX);
        let pages = self.account.client().pages(self.request(), Arc::clone(&scope));
        let most = self.fetch.unwrap_or(usize::MAX);
        let out = Arc::clone(&schema);
        let step = move |(mut pages, before): (pipedrive_client::Pages, usize)| {
            let (scope, schema, baseline) = (Arc::clone(&scope), Arc::clone(&out), baseline.clone());
            let (requests, tokens, bytes) = (requests.clone(), tokens.clone(), bytes.clone());
            async move {
                if before >= most {
                    return Ok(None);
                }
                let Some(page) = pages.next().await.map_err(|error| DataFusionError::from(Error::from(error)))? else {
                    return Ok(None);
                };
                requests.add(1);
                tokens.add(cost);
                bytes.add(page.data.len());
                let batch = rows(&page, &schema, before, most - before)?;
                scope.add_rows(u64::try_from(batch.num_rows()).unwrap_or(u64::MAX));
                baseline.record_output(batch.num_rows());
                let after = before + batch.num_rows();
                Ok(Some((batch, (pages, after))))
            }
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream::try_unfold((pages, 0), step))))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let rows = self.fetch.map_or(TYPICAL_ROWS, |fetch| fetch.min(TYPICAL_ROWS));
        let unknown = Statistics::new_unknown(&self.schema_out());
        Ok(Arc::new(Statistics { num_rows: Precision::Inexact(rows), ..unknown }))
    }

    /// # Soundness
    /// DataFusion removes its own limit when this answers, so the stream ends at exactly this many rows.
    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        let fetch = match (self.fetch, limit) {
            (Some(old), Some(new)) => Some(old.min(new)),
            (old, new) => new.or(old),
        };
        Some(Arc::new(Self { fetch, ..self.clone() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }
}
