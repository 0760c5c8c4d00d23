//! Rows in an order that can only be taken from one page: the first page of each list, looked at for NULLs, or else
//! all rows, sorted here.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use arrow::array::{Array, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::SchemaRef;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::sort::{SortExec, sort_batch};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::future::try_join_all;
use futures::stream::{self, TryStreamExt};
use pipedrive_schema::Nulls;

use super::Claim;
use super::claim::shows_deleted;
use crate::request::{AccessPath, Order, Walk};
use crate::stream::{ScanMetrics, ScanStream, can_trade, first_columns};

/// Sorting pages takes as much memory as they do, twice: as they are put together and as they are ordered.
const COPIES: usize = 3;

/// The rows that `claim` promises: from the `first` page of each list if those have them, else from `all` rows.
///
/// Nothing is sent before the first poll.
pub(crate) fn open(
    first: Option<ScanStream>,
    all: Arc<dyn ExecutionPlan>,
    claim: Claim,
    context: Arc<TaskContext>,
    metrics: ScanMetrics,
) -> SendableRecordBatchStream {
    let schema = all.schema();
    let decide = async move {
        if let Some(scan) = first {
            let pages = FirstPages::of(scan, &claim, &metrics)?;
            if let Some(batch) = pages.read().await? {
                metrics.record_rows(batch.num_rows());
                let schema = batch.schema();
                let rows = RecordBatchStreamAdapter::new(schema, stream::iter([Ok(batch)]));
                return Ok(Box::pin(rows) as SendableRecordBatchStream);
            }
        }
        SortExec::new(claim.ordering.clone(), all).with_fetch(claim.fetch).execute(0, context)
    };
    Box::pin(RecordBatchStreamAdapter::new(schema, stream::once(decide).try_flatten()))
}

/// The first page of each list, in the order asked for.
struct FirstPages<'a> {
    scan: ScanStream,
    claim: &'a Claim,
    metrics: &'a ScanMetrics,
    /// The columns asked for: the first ones of the scan's.
    schema: SchemaRef,
    /// Positions of what tells a row that is on the pages of two lists, and of when it last changed.
    moved: Option<(usize, Option<usize>)>,
}

impl<'a> FirstPages<'a> {
    fn of(mut scan: ScanStream, claim: &'a Claim, metrics: &'a ScanMetrics) -> Result<Self> {
        let schema = scan.decoder.schema();
        let layout = Arc::clone(&scan.request.layout);
        let trades = matches!(&scan.request.path, AccessPath::Walks(walks) if can_trade(walks));
        let key = layout.spec.primary_key.and_then(|key| layout.index_of(key)).filter(|_| trades);
        let moved = match key {
            Some(key) => {
                let key = scan.show(key)?;
                let updated = layout.index_of("update_time").map(|updated| scan.show(updated)).transpose()?;
                Some((key, updated))
            }
            None => None,
        };
        Ok(Self { scan, claim, metrics, schema, moved })
    }

    /// The rows wanted, or `None` if the pages do not tell which they are.
    ///
    /// # Soundness
    /// The pages are asked for at once. A row that goes from one list to another in between may be on two of them, and
    /// comes once, as it was last. It may be on none if its new list answered first.
    async fn read(&self) -> Result<Option<RecordBatch>> {
        let AccessPath::Walks(walks) = &self.scan.request.path else { return Ok(None) };
        let fetch = self.claim.fetch.unwrap_or(usize::MAX);
        let pages = try_join_all(walks.iter().map(|walk| self.first_of(walk, fetch))).await?;
        let Some(pages) = pages.into_iter().collect::<Option<Vec<RecordBatch>>>() else { return Ok(None) };
        let memory = MemoryConsumer::new("PipedriveScan first pages").register(&self.scan.pool);
        let size: usize = pages.iter().map(RecordBatch::get_array_memory_size).sum();
        memory.try_resize(size.saturating_mul(COPIES))?;
        let rows = self.latest(concat_batches(&self.scan.decoder.schema(), &pages)?)?;
        let rows = sort_batch(&rows, &self.claim.ordering, Some(fetch))?;
        first_columns(&rows, &self.schema).map(Some)
    }

    /// Of the rows with one key the one that changed last.
    fn latest(&self, rows: RecordBatch) -> Result<RecordBatch> {
        let Some((key, updated)) = self.moved else { return Ok(rows) };
        let mut kept = vec![true; rows.num_rows()];
        let mut latest: HashMap<ScalarValue, (usize, Option<ScalarValue>)> = HashMap::new();
        for row in 0..rows.num_rows() {
            let time = updated.map(|column| ScalarValue::try_from_array(rows.column(column), row)).transpose()?;
            match latest.entry(ScalarValue::try_from_array(rows.column(key), row)?) {
                Entry::Vacant(entry) => {
                    entry.insert((row, time));
                }
                Entry::Occupied(mut entry) => {
                    let is_newer = time > entry.get().1;
                    let older = if is_newer { entry.insert((row, time)).0 } else { row };
                    kept[older] = false;
                }
            }
        }
        Ok(filter_record_batch(&rows, &BooleanArray::from(kept))?)
    }

    /// The first `fetch` rows of a list; `None` if its first page does not tell which they are.
    ///
    /// # Soundness
    /// The rows without a value stand together at one end of the API's order, and at the other end of the reverse
    /// order. So where both ends begin with a value, no row lacks one. What is seen of the whole list holds for what
    /// a filter leaves of it. The end not asked for is looked at first: a row that gets its value in between is then
    /// on the page that is read last, and no row ever loses its value.
    async fn first_of(&self, walk: &Walk, fetch: usize) -> Result<Option<RecordBatch>> {
        let spec = self.scan.request.layout.spec;
        let verdict = self.claim.verdict(&self.scan.account, spec, walk);
        let is_without = match verdict {
            _ if !self.claim.nulls_first => true,
            Some(is_without) => is_without,
            None => self.has_values_at_its_ends(walk).await?,
        };
        if !is_without {
            return Ok(None);
        }
        let Some(page) = self.page(walk, fetch).await? else { return Ok(None) };
        if (0..page.num_rows()).any(|row| !self.has_value(&page, row)) {
            self.learn(walk, false);
        } else if verdict.is_none() && self.claim.nulls_first && walk.parameters.is_empty() {
            self.learn(walk, true);
        }
        Ok(self.is_enough(&page, fetch).then_some(page))
    }

    /// Whether a list does not begin with rows without a value, as far as the page to be read will not tell itself.
    async fn has_values_at_its_ends(&self, walk: &Walk) -> Result<bool> {
        if shows_deleted(self.scan.request.layout.spec, walk) {
            return self.begins_with_value(walk, !self.claim.descending).await;
        }
        let whole = Walk { parameters: Vec::new(), ..walk.clone() };
        let mut has_values = self.begins_with_value(&whole, !self.claim.descending).await?;
        if has_values && !walk.parameters.is_empty() {
            has_values = self.begins_with_value(&whole, self.claim.descending).await?;
            self.learn(walk, has_values);
        } else if !has_values {
            self.learn(walk, false);
        }
        Ok(has_values)
    }

    /// Whether the first row of a list in one of the two directions has a value, or there is no row.
    async fn begins_with_value(&self, walk: &Walk, descending: bool) -> Result<bool> {
        let mut scan = self.scan.clone();
        scan.request.order = Some(Order { descending, ..self.claim.order() });
        scan.request.fetch = Some(1);
        let probe = FirstPages { scan, schema: Arc::clone(&self.schema), ..*self };
        let page = probe.page(walk, 1).await?;
        Ok(page.is_some_and(|page| page.num_rows() == 0 || self.has_value(&page, 0)))
    }

    /// The first page of a list; `None` if it is shorter than asked for and yet not the last one.
    async fn page(&self, walk: &Walk, fetch: usize) -> Result<Option<RecordBatch>> {
        let mut pages = self.scan.clone().walk(walk.clone(), self.metrics.clone());
        let Some(page) = pages.try_next().await? else {
            return Ok(Some(RecordBatch::new_empty(self.scan.decoder.schema())));
        };
        let complete = page.num_rows() >= fetch || pages.try_next().await?.is_none();
        Ok(complete.then_some(page))
    }

    /// Whether the first `fetch` rows of the list are on this page of it, if no NULLs hide at the other end.
    fn is_enough(&self, page: &RecordBatch, fetch: usize) -> bool {
        let rows = page.num_rows();
        let lacking: Vec<usize> = (0..rows).filter(|row| !self.has_value(page, *row)).collect();
        let stand_from = |start: usize| lacking.iter().copied().eq(start..start + lacking.len());
        // A page shorter than asked for is all of the list; one without any value does not tell whether values follow.
        rows < fetch
            || lacking.is_empty()
            || (self.claim.nulls_first && stand_from(0))
            || (!self.claim.nulls_first && lacking.len() < rows && stand_from(rows - lacking.len()))
    }

    fn has_value(&self, page: &RecordBatch, row: usize) -> bool {
        let column = page.column_by_name(self.claim.sort.column);
        column.is_some_and(|column| column.is_valid(row))
    }

    fn learn(&self, walk: &Walk, is_without: bool) {
        let spec = self.scan.request.layout.spec;
        if self.claim.sort.nulls == Nulls::Old && !shows_deleted(spec, walk) {
            let knowledge = self.scan.account.knowledge();
            knowledge.learn_walk_without_null(spec.name, walk.spec.name, self.claim.sort.column, is_without);
        }
    }
}
