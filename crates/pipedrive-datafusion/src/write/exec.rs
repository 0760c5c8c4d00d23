//! The physical node of a write: it reads its rows, and then sends.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{Distribution, EquivalenceProperties, OrderingRequirements, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
};
use futures::stream;

use super::columns::route;
use super::dry_run;
use super::run::run;
use super::sink::Planned;
use crate::options::PipedriveOptions;
use crate::request::Estimate;

/// Writes the rows of its input.
#[derive(Clone, Debug)]
pub(crate) struct WriteExec {
    planned: Arc<Planned>,
    input: Arc<dyn ExecutionPlan>,
    /// Whether it only shows what it would send.
    dry: bool,
    /// The order in which the statement wants its rows written.
    order: Option<OrderingRequirements>,
    properties: Arc<PlanProperties>,
}

impl WriteExec {
    pub(super) fn new(planned: Arc<Planned>, input: Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Self {
        let dry = PipedriveOptions::of(config).dry_run;
        let properties = PlanProperties::new(
            EquivalenceProperties::new(if dry { dry_run::schema() } else { counted() }),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        let order = input.output_ordering().cloned().map(OrderingRequirements::from);
        Self { planned, input, dry, order, properties: Arc::new(properties) }
    }

    /// The statement's verb and table.
    pub(crate) fn title(&self) -> String {
        let draft = &self.planned.draft;
        format!("{} {}", draft.verb(), draft.layout.spec.name)
    }

    /// Whether it only shows what it would send.
    pub(crate) fn is_dry(&self) -> bool {
        self.dry
    }

    /// What people want to know of it: names and their values, in the order of reading.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let draft = &self.planned.draft;
        let mut facts = Vec::new();
        for action in &draft.actions {
            let Some(route) = route(draft.write, action.kind) else { continue };
            let path = route.route.full_path();
            facts.push(("request", format!("{} {path}, {} tokens a row", route.method.name(), route.route.cost)));
            if !action.given.is_empty() {
                let names = action.given.iter().map(|given| draft.layout.columns[given.column].name.as_str());
                facts.push(("sets", names.collect::<Vec<_>>().join(", ")));
            }
        }
        facts.push(("estimate", self.estimate().to_string()));
        facts
    }

    /// What the requests that write are expected to cost.
    pub(crate) fn estimate(&self) -> Estimate {
        let draft = &self.planned.draft;
        let costs = draft.actions.iter().filter_map(|action| route(draft.write, action.kind));
        let dearest = costs.map(|route| u64::from(route.route.cost)).max().unwrap_or_default();
        let rows = StatisticsContext::new().compute(self.input.as_ref(), &StatisticsArgs::new());
        let rows = rows.map(|statistics| statistics.num_rows);
        let (rows, counted) = match rows {
            Ok(Precision::Exact(rows)) => (rows, draft.chooser.is_none()),
            Ok(Precision::Inexact(rows)) => (rows, false),
            _ => (1, false),
        };
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        let tokens = rows.saturating_mul(dearest);
        Estimate { requests: rows, tokens, at_least: if counted { tokens } else { 0 }, counted }
    }

    fn schema_out(&self) -> SchemaRef {
        Arc::clone(self.properties.equivalence_properties().schema())
    }

    fn over(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Arc<dyn ExecutionPlan> {
        let input = children.into_iter().next();
        let this = Arc::unwrap_or_clone(self);
        Arc::new(Self { input: input.unwrap_or(this.input), ..this })
    }
}

/// The column of a statement that writes.
fn counted() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("count", DataType::UInt64, false)]))
}

impl DisplayAs for WriteExec {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                write!(f, "PipedriveWrite: {}", self.title())?;
                self.facts().iter().try_for_each(|(name, value)| write!(f, ", {name}=[{value}]"))
            }
            DisplayFormatType::TreeRender => {
                self.facts().iter().try_for_each(|(name, value)| writeln!(f, "{name}={value}"))
            }
        }
    }
}

impl ExecutionPlan for WriteExec {
    fn name(&self) -> &'static str {
        "PipedriveWrite"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self.over(children))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self.over(children))
    }

    fn required_input_distribution(&self) -> Vec<Distribution> {
        vec![Distribution::SinglePartition]
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        vec![self.order.clone()]
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, _partition: usize, task: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (planned, input, dry) = (Arc::clone(&self.planned), Arc::clone(&self.input), self.dry);
        let written = async move { run(planned, input, dry, task).await.map_err(DataFusionError::from) };
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema_out(), stream::once(written))))
    }
}
