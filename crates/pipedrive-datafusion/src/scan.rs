//! The physical scan: one partition, lazy, printable.

mod facts;
mod ordered;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Statistics, stats::Precision};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::{ExecutionPlan, Partitioning, PlanProperties, SortOrderPushdownResult};

use crate::account::Account;
use crate::children::{FanOut, Joins, mentions};
use crate::decode::{PageDecoder, WalkFacts};
use crate::error::Error;
use crate::narrowed::{Lookups, decoder_of_singles};
use crate::options::PipedriveOptions;
use crate::order::{self, Claim, Way};
use crate::request::{AccessPath, ScanRequest};
use crate::stream::{ScanMetrics, ScanStream};

/// What to say where a subquery's parents could be narrowed, but not below a `NOT IN`.
const NOT_IN: &str = "write `NOT EXISTS (…)` instead of `NOT IN (…)`, which reads all of its subquery";

/// Reads one table of the account.
#[derive(Clone, Debug)]
pub struct PipedriveScan {
    account: Arc<Account>,
    request: ScanRequest,
    facts: WalkFacts,
    decoder: Arc<PageDecoder>,
    /// Columns whose order may be claimed; `None` with pushdown off.
    sortable: Option<Vec<&'static str>>,
    /// Whether a request for every parent was allowed when the scan was planned.
    allow_fan_out: bool,
    /// The order that is promised.
    claim: Option<Claim>,
    /// Whether the finished plan is certain to read every row. All copies of a scan in one plan share it.
    read_to_end: Arc<AtomicBool>,
    /// Filters that joins hand down and that may name parents, or values to look up.
    narrowing: Vec<Arc<dyn PhysicalExpr>>,
    /// What can be looked up once a join says which values are wanted.
    lookups: Option<Arc<Lookups>>,
    /// Ways to the rows that were dearer.
    lost: Vec<String>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl PipedriveScan {
    pub(crate) fn new(
        account: Arc<Account>,
        request: ScanRequest,
        facts: WalkFacts,
        sortable: Option<Vec<&'static str>>,
        allow_fan_out: bool,
    ) -> Result<Self> {
        let decoder = match request.path {
            AccessPath::Singles { .. } => decoder_of_singles(&request.layout, &request.projection, &facts.hidden)?,
            _ => PageDecoder::new(Arc::clone(&request.layout), &request.projection)?,
        };
        let properties = properties(&decoder, None);
        Ok(Self {
            account,
            request,
            facts,
            decoder: Arc::new(decoder),
            sortable,
            allow_fan_out,
            claim: None,
            read_to_end: Arc::default(),
            narrowing: Vec::new(),
            lookups: None,
            lost: Vec::new(),
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }

    /// The same scan, with the ways that were not taken: some may be once a join says which rows are wanted.
    pub(crate) fn among_ways(self, lookups: Option<Lookups>, lost: Vec<String>) -> Self {
        Self { lookups: lookups.map(Arc::new), lost, ..self }
    }

    /// Table the scan reads.
    pub fn table(&self) -> &'static str {
        self.request.layout.spec.name
    }

    /// Whether it lists every row of its table that the session shows.
    pub(crate) fn is_whole(&self) -> bool {
        let Self { request, narrowing, .. } = self;
        let unconditional = request.pushed.is_empty() && request.local.is_empty() && narrowing.is_empty();
        unconditional && self.fetch().is_none() && matches!(request.path, AccessPath::Walks(_))
    }

    /// Notes whether the finished plan is certain to read every row.
    pub(crate) fn mark_read_to_end(&self, certain: bool) {
        self.read_to_end.store(certain, Ordering::Relaxed);
    }

    /// Whether that was noted.
    fn is_read_to_end(&self) -> bool {
        self.read_to_end.load(Ordering::Relaxed)
    }

    /// Refuses a scan that is bound to take a request for every parent, unless that is allowed.
    ///
    /// # Errors
    /// With what it would cost; nothing has been sent.
    pub(crate) fn check_fan_out(&self, joins: &Joins, allowed: bool) -> std::result::Result<(), Error> {
        match self.unbounded(joins).filter(|_| !allowed) {
            Some(fan_out) if joins.have_not_in() => Err(fan_out.refusal().with_hint(NOT_IN)),
            Some(fan_out) => Err(fan_out.refusal()),
            None => Ok(()),
        }
    }

    /// The walk over all parents, if no join leaves some of them only.
    fn unbounded(&self, joins: &Joins) -> Option<FanOut> {
        self.request.fan_out().filter(|fan_out| !joins.narrow(&self.narrowing, fan_out.parents()))
    }

    /// The filters that may say which rows to ask for, once joins have made theirs.
    ///
    /// # Soundness
    /// A limit counts the rows that the query describes, and not those that a join further up has a use for: under a
    /// limit a scan asks for all of them.
    fn narrowing_among(
        &self,
        phase: FilterPushdownPhase,
        filters: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Vec<Arc<dyn PhysicalExpr>>> {
        if phase != FilterPushdownPhase::Post || self.sortable.is_none() {
            return Ok(Vec::new());
        }
        let positions = self.looked_up();
        let mut narrowing = Vec::new();
        for filter in filters {
            let mut mentioned = false;
            for position in &positions {
                mentioned |= mentions(&filter, *position)?;
            }
            if mentioned {
                narrowing.push(filter);
            }
        }
        Ok(narrowing)
    }

    /// Positions of the columns whose values it can be narrowed to.
    fn looked_up(&self) -> Vec<usize> {
        let columns = match (&self.request.path, &self.lookups) {
            (AccessPath::Children(children), _) => vec![children.parent.column],
            (_, Some(lookups)) if self.fetch().is_none() => lookups.columns(),
            _ => Vec::new(),
        };
        columns.iter().filter_map(|column| self.request.position_of(column)).collect()
    }

    /// Whether it can be narrowed to some values of the column at that position.
    pub(crate) fn looks_up(&self, position: usize) -> bool {
        self.sortable.is_some() && self.looked_up().contains(&position)
    }
}

fn properties(decoder: &PageDecoder, ordering: Option<&LexOrdering>) -> Arc<PlanProperties> {
    let schema = decoder.schema();
    let equivalences = match ordering {
        Some(ordering) => EquivalenceProperties::new_with_orderings(schema, [ordering.clone()]),
        None => EquivalenceProperties::new(schema),
    };
    Arc::new(PlanProperties::new(
        equivalences,
        Partitioning::UnknownPartitioning(1),
        EmissionType::Incremental,
        Boundedness::Bounded,
    ))
}

impl ExecutionPlan for PipedriveScan {
    fn name(&self) -> &'static str {
        "PipedriveScan"
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
        for filter in &self.narrowing {
            if f(filter)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    /// Keeps what may name the parents whose children to ask for, and leaves the checking where it was.
    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let filters: Vec<Arc<dyn PhysicalExpr>> =
            result.parent_filters.iter().map(|filter| Arc::clone(&filter.filter)).collect();
        let unhandled = FilterPushdownPropagation::with_parent_pushdown_result(vec![PushedDown::No; filters.len()]);
        let narrowing = self.narrowing_among(phase, filters)?;
        if narrowing.is_empty() {
            return Ok(unhandled);
        }
        let mut scan = self.clone();
        scan.narrowing.extend(narrowing);
        Ok(unhandled.with_updated_node(Arc::new(scan)))
    }

    fn execute(&self, _partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let allow_fan_out = PipedriveOptions::of(context.session_config().options()).allow_fan_out;
        // Whether a join made a filter cannot be told from here; the stream asks again once it is known.
        if self.narrowing.is_empty() {
            self.check_fan_out(&Joins::default(), allow_fan_out)?;
        }
        let scope = self.account.scope(&context);
        let stream = ScanStream {
            account: Arc::clone(&self.account),
            request: self.request.clone(),
            facts: self.facts.clone(),
            decoder: Arc::clone(&self.decoder),
            scope,
            narrowing: self.narrowing.clone(),
            allow_fan_out,
            read_to_end: self.is_read_to_end(),
            pool: Arc::clone(context.memory_pool()),
        };
        let narrows = self.lookups.is_some() && !self.narrowing.is_empty() && self.fetch().is_none();
        match (&self.claim, &self.lookups) {
            // What is looked up comes in no order, and is sorted here.
            (Some(claim), _) if narrows || claim.way(&self.account, &self.request) != Way::Walk => {
                let first = (self.request.order.is_some() && !narrows).then_some(stream);
                let metrics = ScanMetrics::new(&self.metrics);
                Ok(order::open(first, Arc::new(self.unordered()), claim.clone(), context, metrics))
            }
            (None, Some(lookups)) if narrows => Ok(Arc::clone(lookups).open(stream, &context, &self.metrics)),
            (claim, _) => stream.open(&context, claim.as_ref().map(|claim| &claim.ordering), &self.metrics),
        }
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let unknown = Statistics::new_unknown(&self.decoder.schema());
        Ok(Arc::new(Statistics {
            num_rows: Precision::Inexact(self.fetch().unwrap_or(usize::MAX).min(self.request.weight())),
            ..unknown
        }))
    }

    /// # Soundness
    /// DataFusion removes its own limit when this answers, so the stream counts rows over all walks and
    /// ends at exactly this many.
    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        let fetch = match (self.fetch(), limit) {
            (Some(old), Some(new)) => Some(old.min(new)),
            (old, new) => new.or(old),
        };
        let mut scan = self.clone();
        match &mut scan.claim {
            Some(claim) => claim.fetch = fetch,
            None => scan.request.fetch = fetch,
        }
        scan.sortable.is_some().then(|| Arc::new(scan.arranged()) as Arc<dyn ExecutionPlan>)
    }

    fn fetch(&self) -> Option<usize> {
        self.claim.as_ref().map_or(self.request.fetch, |claim| claim.fetch)
    }

    /// # Soundness
    /// What makes the claim true is decided when the scan runs, by the way that the claim then takes.
    fn try_pushdown_sort(
        &self,
        wanted: &[PhysicalSortExpr],
    ) -> Result<SortOrderPushdownResult<Arc<dyn ExecutionPlan>>> {
        Ok(match self.ordered(wanted) {
            Some(scan) => SortOrderPushdownResult::Exact { inner: Arc::new(scan) },
            None => SortOrderPushdownResult::Unsupported,
        })
    }
}
