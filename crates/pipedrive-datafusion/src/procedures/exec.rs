//! The physical node of a call: one row, fetched when it is first asked for.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{ScalarValue, Statistics};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{ColumnarValue, Expr};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::stream;
use pipedrive_schema::{Effect, Procedure, ProcedureSpec};

use super::any_request;
use super::backend::{Arguments, ProcedureBackend};
use super::once::OncePerExecution;
use super::planned::{PlannedCall, schema_of};
use crate::error::Error;
use crate::layout::arrow_type;
use crate::request::Estimate;
use crate::write::dry_batch;

/// Calls a procedure.
#[derive(Clone)]
pub(crate) struct ProcedureExec {
    spec: &'static ProcedureSpec,
    arguments: Vec<Option<Arc<dyn PhysicalExpr>>>,
    /// The call as plans show it: the arguments themselves may hold secrets.
    shown: String,
    /// Columns to give, by their number; `None` for all.
    projection: Option<Vec<usize>>,
    backend: Arc<dyn ProcedureBackend>,
    /// Whether it gives the requests it would send, and sends none.
    dry: bool,
    once: Arc<OncePerExecution>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl ProcedureExec {
    /// The node of a call, with `compile` to make its arguments ready for evaluation.
    pub(super) fn new(
        call: &PlannedCall,
        projection: Option<Vec<usize>>,
        compile: impl Fn(&Expr) -> Result<Arc<dyn PhysicalExpr>>,
    ) -> Result<Self> {
        let schema = call.schema();
        let schema = match &projection {
            Some(columns) => Arc::new(schema.project(columns)?),
            None => schema,
        };
        let compiled = call.arguments.iter().map(|argument| argument.as_ref().map(&compile).transpose());
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Ok(Self {
            spec: call.spec,
            arguments: compiled.collect::<Result<_>>()?,
            shown: call.shown(),
            projection,
            backend: Arc::clone(&call.backend),
            dry: call.dry,
            once: Arc::clone(&call.once),
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }

    /// Name of the procedure.
    pub(crate) fn procedure(&self) -> &'static str {
        self.spec.name
    }

    /// The call as plans show it, without secrets.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether the call would change the account if it were carried out; one that is wrong would not.
    pub(crate) fn changes_account(&self) -> bool {
        match self.spec.effect {
            Effect::Reads | Effect::Saves => false,
            Effect::Writes => true,
            Effect::ByMethod => self.evaluate().is_ok_and(|arguments| any_request::writes(&arguments)),
        }
    }

    /// What the call costs.
    pub(crate) fn estimate(&self) -> Estimate {
        if self.dry {
            return Estimate { counted: true, ..Estimate::default() };
        }
        let (requests, tokens) = (u64::from(self.spec.requests), u64::from(self.spec.cost));
        match self.spec.procedure {
            // A parameter without a value leaves it open what is asked for.
            Procedure::Request => any_request::estimate(self.evaluate().ok().as_ref()),
            // How often one has to look whether it is done is not known.
            Procedure::ConvertLeadToDeal | Procedure::ConvertDealToLead => {
                Estimate { requests, tokens, at_least: tokens, counted: false }
            }
            _ => Estimate { requests, tokens, at_least: tokens, counted: true },
        }
    }

    /// The values of the arguments.
    fn evaluate(&self) -> Result<Arguments> {
        let nothing = Arc::new(Schema::empty());
        let one_row = RecordBatchOptions::new().with_row_count(Some(1));
        let row = RecordBatch::try_new_with_options(nothing, Vec::new(), &one_row)?;
        let value = |argument: &Option<Arc<dyn PhysicalExpr>>| match argument {
            None => Ok(ScalarValue::Null),
            Some(argument) => match argument.evaluate(&row)? {
                ColumnarValue::Scalar(value) => Ok(value),
                ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0),
            },
        };
        let values = self.arguments.iter().map(value).collect::<Result<Vec<_>>>()?;
        Ok(Arguments::new(self.spec, values)?.shown_as(&self.shown))
    }

    /// Calls the procedure; the answer has all columns.
    async fn call(&self, task: Arc<TaskContext>) -> std::result::Result<RecordBatch, Error> {
        let arguments = self.evaluate()?;
        if self.dry {
            return dry_batch(&self.backend.rehearse(arguments).await?);
        }
        let values = self.backend.call(arguments, task).await?;
        let columns = values
            .into_iter()
            .zip(self.spec.columns)
            .map(|(value, column)| value.cast_to(&arrow_type(column.data_type))?.to_array());
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        Ok(RecordBatch::try_new(schema_of(self.spec), columns)?)
    }

    fn schema_out(&self) -> SchemaRef {
        Arc::clone(self.properties.equivalence_properties().schema())
    }

    /// The one row of this execution.
    async fn row(self, task: Arc<TaskContext>, metrics: BaselineMetrics) -> Result<RecordBatch> {
        let timer = metrics.elapsed_compute().clone();
        let answer = self.once.answer(&task);
        // The procedure's own time is waiting and no computing, so only what follows is measured.
        let row = answer.get_or_init(|| self.call(task)).await;
        let _running = timer.timer();
        let row = row.as_ref().map_err(Error::copied)?;
        let row = match &self.projection {
            Some(columns) => row.project(columns)?,
            None => row.clone(),
        };
        metrics.record_output(row.num_rows());
        metrics.done();
        Ok(row)
    }
}

impl fmt::Debug for ProcedureExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProcedureExec: {}", self.shown)
    }
}

impl DisplayAs for ProcedureExec {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => write!(f, "ProcedureExec: {}", self.shown),
            DisplayFormatType::TreeRender => writeln!(f, "call={}", self.shown),
        }
    }
}

impl ExecutionPlan for ProcedureExec {
    fn name(&self) -> &'static str {
        "ProcedureExec"
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
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for argument in self.arguments.iter().flatten() {
            if f(argument)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, task: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let row = self.clone().row(task, metrics);
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema_out(), stream::once(row))))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    /// One row, and yet not `Exact`: DataFusion would answer `count(*)` from that without calling the procedure.
    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let unknown = Statistics::new_unknown(&self.schema_out());
        Ok(Arc::new(Statistics { num_rows: Precision::Inexact(1), ..unknown }))
    }
}
