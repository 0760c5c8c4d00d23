//! Pages to batches: nothing is sent before the first poll, one page is in memory at a time, and nothing
//! more is sent once enough rows are there or nobody asks.

mod beside;
mod distinct;

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::metrics::{BaselineMetrics, Count, ExecutionPlanMetricsSet, MetricBuilder};
use datafusion::physical_plan::sorts::streaming_merge::StreamingMergeBuilder;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use pipedrive_client::{ApiRequest, ClientError, DataShape, ErrorKind, Page, PipedriveClient, QueryScope};
use pipedrive_schema::{Origin, RouteSpec, RowShape};

pub(crate) use self::distinct::{Distinct, can_trade, first_columns};

use crate::account::Account;
use crate::children::Key;
use crate::decode::{PageDecoder, WalkFacts};
use crate::error::Error;
use crate::parallel::{PageMemory, PagesAhead};
use crate::refused::{explained, is_absent};
use crate::request::{AccessPath, ScanRequest, Walk};

pub(crate) type Batches = BoxStream<'static, Result<RecordBatch>>;

/// What a running scan needs.
#[derive(Clone)]
pub(crate) struct ScanStream {
    pub(crate) account: Arc<Account>,
    pub(crate) request: ScanRequest,
    pub(crate) facts: WalkFacts,
    pub(crate) decoder: Arc<PageDecoder>,
    pub(crate) scope: Arc<QueryScope>,
    /// Filters that joins hand down and that may name parents, or values to look up.
    pub(crate) narrowing: Vec<Arc<dyn PhysicalExpr>>,
    /// Whether a walk over all parents may take one request each.
    pub(crate) allow_fan_out: bool,
    /// Whether it is certain that every page will be read, so that it may be fetched before somebody asks for it.
    pub(crate) read_to_end: bool,
    /// Where the memory of pages is accounted for.
    pub(crate) pool: Arc<dyn MemoryPool>,
}

/// What `EXPLAIN ANALYZE` shows of a scan.
#[derive(Clone)]
pub(crate) struct ScanMetrics {
    pub(crate) baseline: BaselineMetrics,
    requests: Count,
    tokens: Count,
    bytes: Count,
    set: ExecutionPlanMetricsSet,
}

impl ScanMetrics {
    pub(crate) fn new(set: &ExecutionPlanMetricsSet) -> Self {
        let counter = |name: &'static str| MetricBuilder::new(set).counter(name, 0);
        Self {
            baseline: BaselineMetrics::new(set, 0),
            requests: counter("api_requests"),
            tokens: counter("api_tokens"),
            bytes: counter("api_bytes"),
            set: set.clone(),
        }
    }

    /// Counts what only some scans have to tell.
    pub(crate) fn count_some(&self, name: &'static str, times: usize) {
        if times > 0 {
            MetricBuilder::new(&self.set).counter(name, 0).add(times);
        }
    }

    /// Counts rows that leave the scan.
    pub(crate) fn record_rows(&self, rows: usize) {
        self.baseline.record_output(rows);
    }

    /// Runs what counts as the scan's own work.
    pub(crate) fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let timer = self.baseline.elapsed_compute().timer();
        let result = work();
        timer.done();
        result
    }

    pub(crate) fn record(&self, page: &Page, route: RouteSpec) {
        self.requests.add(1);
        self.tokens.add(usize::try_from(route.cost).unwrap_or(usize::MAX));
        self.bytes.add(page.data.len());
    }
}

impl ScanStream {
    /// The batches of the scan.
    pub(crate) fn open(
        self,
        context: &Arc<TaskContext>,
        ordering: Option<&LexOrdering>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = ScanMetrics::new(metrics);
        let schema = self.decoder.schema();
        let batches: Batches = match (&self.request.path, ordering) {
            (AccessPath::Walks(walks), Some(ordering)) if walks.len() > 1 => {
                let merged = self.merged(walks, ordering, context, &metrics)?;
                limited(merged, self.request.fetch)
            }
            _ => self.batches(&metrics),
        };
        let rows = metrics.baseline.clone();
        let counted = batches.inspect_ok(move |batch| {
            rows.record_output(batch.num_rows());
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted)))
    }

    /// The batches of the scan in the order the API gives them.
    pub(crate) fn batches(self, metrics: &ScanMetrics) -> Batches {
        let fetch = self.request.fetch;
        let batches = match self.request.path.clone() {
            AccessPath::Nothing => stream::empty().boxed(),
            AccessPath::Singles { route, keys, below } => self.singles(route, keys, below, metrics.clone()),
            AccessPath::Walks(walks) => self.walks(&walks, metrics.clone()).unwrap_or_else(failed),
            AccessPath::Keyed(keyed) => self.keyed(keyed, metrics.clone()),
            AccessPath::Filtered(filtered) => self.filtered(*filtered, metrics.clone()),
            AccessPath::Children(children) => self.children(children, metrics),
        };
        limited(batches, fetch)
    }

    /// Requests to keep in flight: where something may stop the scan one at a time, so that none is sent in vain.
    pub(crate) fn width(&self) -> usize {
        if self.request.fetch.is_none() && self.read_to_end { self.account.max_concurrent().max(1) } else { 1 }
    }

    /// One request a key; a key without a row is no error.
    fn singles(self, route: RouteSpec, keys: Vec<String>, below: Option<Key>, metrics: ScanMetrics) -> Batches {
        let width = self.width();
        let memory = Arc::new(Mutex::new(PageMemory::new(&self.pool)));
        let mut facts = self.facts.clone();
        let parent = self.request.layout.spec.parent;
        facts.values.extend(parent.zip(below.as_ref()).map(|(parent, key)| (parent.column.to_owned(), key.value())));
        let request = move |key: String| {
            let this = self.clone();
            let (metrics, below, memory) = (metrics.clone(), below.clone(), Arc::clone(&memory));
            let facts = WalkFacts { key: self.key(key.clone()), ..facts.clone() };
            async move {
                let request = this.request.single_request(route, below.as_ref(), &key);
                match this.account.client().send(&request, &this.scope).await {
                    Ok(answer) if answer.shape == DataShape::Scalar => {
                        let message = format!("`{}` answered with something else than one record", request.target());
                        Err(Error::new(ErrorKind::Protocol, message).into())
                    }
                    Ok(answer) => {
                        let page =
                            Page { data: answer.data, shape: answer.shape, number: 1, server_time: answer.server_time };
                        metrics.record(&page, route);
                        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
                        memory.arrived(page.data.len(), width - 1)?;
                        // The record of some routes stands in a list of one; other keys are dropped anyway.
                        let rows = if page.shape == DataShape::List { RowShape::List } else { RowShape::Record };
                        this.decode(rows, page, &facts).map(Some)
                    }
                    Err(error) if is_absent(&error, &key) => Ok(None),
                    Err(error) => Err(explained(error, this.request.layout.spec, route).into()),
                }
            }
        };
        let answers = stream::iter(keys).map(request).buffered(width);
        answers.try_filter_map(|batch| async move { Ok(batch) }).boxed()
    }

    /// All walks, one after the other: the last ones cost nothing if the first give enough. Where all their rows are
    /// wanted they are read together, as far as the API allows.
    ///
    /// # Soundness
    /// No row comes twice, also if it goes from one list to another meanwhile. One that goes back to a list that was
    /// read is found at the end of a walk without a limit through lists that can be asked what changed.
    fn walks(self, walks: &[Walk], metrics: ScanMetrics) -> Result<Batches> {
        let trades = can_trade(walks);
        let reading = if self.read_to_end {
            self.request.reading(&self.account)
        } else {
            self.request.reading_in_turn(&self.account).filter(|_| trades)
        };
        if let Some(reading) = reading {
            return Ok(self.wide(walks, reading, metrics));
        }
        let (scan, distinct) = if trades { self.distinct()? } else { (self, None) };
        let open = move |walk| Distinct::rows(distinct.as_ref(), scan.clone().walk(walk, metrics.clone()));
        Ok(stream::iter(walks.to_vec()).map(open).flatten().boxed())
    }

    /// Sorted walks merged into one sorted stream, in which no row comes twice.
    fn merged(
        &self,
        walks: &[Walk],
        ordering: &LexOrdering,
        context: &Arc<TaskContext>,
        metrics: &ScanMetrics,
    ) -> Result<Batches> {
        let schema = self.decoder.schema();
        let (scan, distinct) = if can_trade(walks) { self.distinct()? } else { (self.clone(), None) };
        let adapt = |walk: &Walk| -> SendableRecordBatchStream {
            let batches = limited(scan.clone().walk(walk.clone(), metrics.clone()), self.request.fetch);
            let batches = Distinct::rows(distinct.as_ref(), batches);
            Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&schema), batches))
        };
        let reservation = MemoryConsumer::new("PipedriveScan merge").register(context.memory_pool());
        let merged = StreamingMergeBuilder::new()
            .with_streams(walks.iter().map(adapt).collect())
            .with_schema(Arc::clone(&schema))
            .with_expressions(ordering)
            .with_metrics(BaselineMetrics::new(&ExecutionPlanMetricsSet::new(), 0))
            .with_batch_size(context.session_config().batch_size())
            .with_fetch(self.request.fetch)
            .with_reservation(reservation)
            .build()?;
        Ok(merged.boxed())
    }

    /// The pages of one walk.
    pub(crate) fn walk(self, walk: Walk, metrics: ScanMetrics) -> Batches {
        let request = self.request.walk_request(&walk);
        let facts = self.facts_of(&walk);
        self.pages(request, walk, facts, None, metrics)
    }

    /// What the rows of one walk have in common.
    pub(crate) fn facts_of(&self, walk: &Walk) -> WalkFacts {
        let mut facts = WalkFacts { archived: walk.spec.archived, ..self.facts.clone() };
        let named = self.request.layout.spec.columns.iter().filter(|column| column.origin == Origin::Walk);
        facts.values.extend(named.map(|column| (column.name.to_owned(), ScalarValue::from(walk.spec.name))));
        facts
    }

    /// The pages that a walk's first request leads to. Where it names one `parent`, one that does not exist has no
    /// rows; one that is gone before its last page came is an error.
    pub(crate) fn pages(
        self,
        request: ApiRequest,
        walk: Walk,
        facts: WalkFacts,
        parent: Option<String>,
        metrics: ScanMetrics,
    ) -> Batches {
        struct Open {
            pages: PagesAhead,
            rows: usize,
            /// Whether a page came, from a record that was there then.
            began: bool,
        }
        let route = *request.route();
        let pages = self.client().pages(request, Arc::clone(&self.scope));
        let pages = PagesAhead::new(pages, &self.pool, self.read_to_end);
        let open = Open { pages, rows: 0, began: false };
        let shared = Arc::new((self, walk, facts, parent));
        let step = move |mut open: Open| {
            let shared = Arc::clone(&shared);
            let metrics = metrics.clone();
            async move {
                let (this, walk, facts, parent) = &*shared;
                let page = match open.pages.next().await? {
                    Ok(Some(page)) => page,
                    Ok(None) => {
                        this.learn(walk, open.rows);
                        return Ok(None);
                    }
                    Err(error) if !open.began && parent.as_deref().is_some_and(|key| is_absent(&error, key)) => {
                        return Ok(None);
                    }
                    Err(error) => return Err(this.explained(error, walk, route).into()),
                };
                metrics.record(&page, route);
                let batch = metrics.time(|| this.decode(walk.spec.rows, page, facts))?;
                open.began = true;
                open.rows += batch.num_rows();
                Ok(Some((batch, open)))
            }
        };
        stream::try_unfold(open, step).boxed()
    }

    fn client(&self) -> &PipedriveClient {
        self.account.client()
    }

    /// What a single GET must answer with.
    fn key(&self, key: String) -> Option<(usize, String)> {
        let layout = &self.request.layout;
        Some((layout.index_of(layout.spec.primary_key?)?, key))
    }

    pub(crate) fn decode(&self, rows: RowShape, page: Page, facts: &WalkFacts) -> Result<RecordBatch> {
        let batch = self.decoder.decode_shaped(rows, page, facts).map_err(DataFusionError::from)?;
        self.scope.add_rows(u64::try_from(batch.num_rows()).unwrap_or(u64::MAX));
        Ok(batch)
    }

    /// A missing saved filter is answered like a missing record: the hint tells them apart.
    pub(crate) fn explained(&self, error: ClientError, walk: &Walk, route: RouteSpec) -> Error {
        let by_filter = walk.parameters.iter().any(|(name, _)| *name == "filter_id");
        if by_filter && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidArgument) {
            return Error::from(error).with_hint("`SELECT id, name, type FROM filters` lists the saved filters");
        }
        explained(error, self.request.layout.spec, route)
    }

    /// A walk read to its end without any parameter tells how many rows it has.
    pub(crate) fn learn(&self, walk: &Walk, rows: usize) {
        if walk.parameters.is_empty() && matches!(self.request.path, AccessPath::Walks(_)) {
            self.account.knowledge().learn_rows(self.request.layout.spec.name, walk.spec.name, rows);
        }
    }
}

/// A stream of nothing but an error.
fn failed(error: DataFusionError) -> Batches {
    stream::once(std::future::ready(Err(error))).boxed()
}

/// The first `fetch` rows; what would come after is never asked for.
fn limited(batches: Batches, fetch: Option<usize>) -> Batches {
    let Some(fetch) = fetch else { return batches };
    let step = |(mut batches, left): (Batches, usize)| async move {
        if left == 0 {
            return Ok(None);
        }
        match batches.try_next().await? {
            Some(batch) if batch.num_rows() > left => Ok(Some((batch.slice(0, left), (batches, 0)))),
            Some(batch) => {
                let left = left - batch.num_rows();
                Ok(Some((batch, (batches, left))))
            }
            None => Ok::<_, DataFusionError>(None),
        }
    };
    stream::try_unfold((batches, fetch), step).boxed()
}
