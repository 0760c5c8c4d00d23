//! A scan that looks at its first poll what the joins left, and then asks for that or for what was planned.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::filter_record_batch;
use arrow::compute::kernels::cmp::eq;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream::{self, StreamExt, TryStreamExt};
use pipedrive_schema::FilterSpec;

use super::Lookups;
use super::lookups::Way;
use crate::children::values;
use crate::decode::{PageDecoder, WalkFacts};
use crate::keyed::KeyedLists;
use crate::layout::TableLayout;
use crate::price::Price;
use crate::pushdown::{keys, parameters};
use crate::request::{AccessPath, Walk};
use crate::stream::{Batches, Distinct, ScanMetrics, ScanStream, can_trade};

/// What to ask for in place of what was planned.
enum Asked {
    /// Single records.
    Singles(Vec<String>),
    /// Lists that share out the records with some keys.
    Keyed(KeyedLists),
    /// Lists with keys, or with one value each, of which only rows with that value are kept.
    Walks(Vec<(Walk, Option<Kept>)>),
}

/// The rows of a walk that count: those with this value in the column at that position.
///
/// # Soundness
/// A list that is asked for by one value may hold rows with others, which the list for another value holds too: so no
/// row comes twice.
struct Kept {
    position: usize,
    value: ScalarValue,
}

impl Lookups {
    /// The batches of `scan`, or of less than it, if its filters say at the first poll what is wanted.
    pub(crate) fn open(
        self: Arc<Self>,
        scan: ScanStream,
        context: &Arc<TaskContext>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> SendableRecordBatchStream {
        let schema = scan.decoder.schema();
        let (context, metrics) = (Arc::clone(context), metrics.clone());
        let batches = stream::once(async move {
            match self.asked(&scan)? {
                Some(asked) => self.ask(asked, scan, &context, &metrics),
                None => scan.open(&context, None, &metrics),
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(schema, batches.try_flatten()))
    }

    /// The cheapest requests for what the filters leave; `None` if that is what was planned.
    fn asked(&self, scan: &ScanStream) -> Result<Option<Asked>> {
        let mut cheapest: Option<(Price, Asked)> = None;
        for column in self.columns() {
            let Some(position) = scan.request.position_of(column) else { continue };
            for filter in &scan.narrowing {
                let Some((price, asked)) = self.asked_by(filter, column, position)? else { continue };
                if cheapest.as_ref().is_none_or(|(best, _)| price < *best) {
                    cheapest = Some((price, asked));
                }
            }
        }
        Ok(cheapest.map(|(_, asked)| asked))
    }

    fn asked_by(
        &self,
        filter: &Arc<dyn PhysicalExpr>,
        column: &str,
        position: usize,
    ) -> Result<Option<(Price, Asked)>> {
        let Some(mut values) = values(filter, position)? else { return Ok(None) };
        let is_key = Some(column) == self.spec.primary_key;
        // A NULL is no value of a key. In another column a join may have two of them meet, and those cannot be asked for.
        if !is_key && values.iter().any(ScalarValue::is_null) {
            return Ok(None);
        }
        // No record refers to a number beyond the ids of the API, which calls it invalid.
        values.retain(|value| !value.is_null() && !is_beyond(value));
        Ok(if is_key { self.by_key(column, &values) } else { self.by_parameter(column, position, &values) })
    }

    fn by_key(&self, column: &str, values: &[ScalarValue]) -> Option<(Price, Asked)> {
        let mut keys = keys(self.spec, values)?;
        if let Some(listed) = &self.listed {
            let listed: HashSet<&String> = listed.iter().collect();
            keys.retain(|key| listed.contains(key));
        }
        keys.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        match self.cheapest(column, keys.len())? {
            (Way::Singles, price) => Some((price, Asked::Singles(keys))),
            (Way::Batches(filter, max), price) if self.lists.len() > 1 => {
                Some((price, Asked::Keyed(KeyedLists::new(self.lists.clone(), filter.parameter, max, keys))))
            }
            (Way::Batches(filter, max), price) => {
                let batches: Vec<String> = keys.chunks(max).map(|keys| keys.join(",")).collect();
                let walks = self.lists.iter().flat_map(|list| batches.iter().map(|keys| with(list, filter, keys)));
                Some((price, Asked::Walks(walks.map(|walk| (walk, None)).collect())))
            }
            (Way::Each(_), _) => None,
        }
    }

    fn by_parameter(&self, column: &str, position: usize, values: &[ScalarValue]) -> Option<(Price, Asked)> {
        let (filter, _) = self.parameter(column)?;
        let values = parameters(self.spec, filter, values)?;
        let (Way::Each(_), price) = self.cheapest(column, values.len())? else { return None };
        let kept = |value: &ScalarValue| Some(Kept { position, value: value.clone() });
        let walk = |list, (text, value): &(String, ScalarValue)| (with(list, filter, text), kept(value));
        let walks = self.lists.iter().flat_map(|list| values.iter().map(move |value| walk(list, value)));
        Some((price, Asked::Walks(walks.collect())))
    }

    fn ask(
        &self,
        asked: Asked,
        mut scan: ScanStream,
        context: &Arc<TaskContext>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<SendableRecordBatchStream> {
        match (asked, &self.single) {
            (Asked::Singles(keys), Some(single)) => {
                let layout = &scan.request.layout;
                scan.decoder = Arc::new(decoder_of_singles(layout, &scan.request.projection, &single.hidden)?);
                scan.facts = WalkFacts { hidden: single.hidden.clone(), ..scan.facts };
                scan.request.path = AccessPath::Singles { route: single.route, keys, below: None };
                scan.open(context, None, metrics)
            }
            (Asked::Singles(_), None) => scan.open(context, None, metrics),
            (Asked::Keyed(keyed), _) => {
                scan.request.path = AccessPath::Keyed(keyed);
                scan.open(context, None, metrics)
            }
            (Asked::Walks(walks), _) => side_by_side(scan, walks, metrics),
        }
    }
}

/// Reads what single records hold: the columns wanted, the key to recognise each by, and those the rules look at.
pub(crate) fn decoder_of_singles(
    layout: &Arc<TableLayout>,
    projection: &[usize],
    hidden: &[(usize, &'static str)],
) -> Result<PageDecoder> {
    let key = layout.spec.primary_key.and_then(|key| layout.index_of(key));
    let hidden: Vec<usize> = hidden.iter().map(|(column, _)| *column).chain(key).collect();
    Ok(PageDecoder::reading(Arc::clone(layout), projection, &hidden)?)
}

/// The walks in their order, the first pages of several fetched at once.
///
/// # Soundness
/// A row that does not change comes once. One that changes meanwhile comes once at most: it is missed if it leaves a
/// list before that is read, for one that was. There is no asking for what changed, as a scan of whole lists does: these
/// are few pages, and the join has a use for the row by one of its values only.
fn side_by_side(
    scan: ScanStream,
    walks: Vec<(Walk, Option<Kept>)>,
    metrics: &ExecutionPlanMetricsSet,
) -> Result<SendableRecordBatchStream> {
    let metrics = ScanMetrics::new(metrics);
    let rows = metrics.baseline.clone();
    let schema = scan.decoder.schema();
    let lists: Vec<Walk> = walks.iter().map(|(walk, _)| walk.clone()).collect();
    let (scan, distinct) = if can_trade(&lists) { scan.distinct()? } else { (scan, None) };
    let becomes = move |kept: Option<Kept>, batches: Batches| {
        let kept = batches.and_then(move |batch| std::future::ready(keep(batch, kept.as_ref())));
        Distinct::rows(distinct.as_ref(), kept.boxed())
    };
    let batches = scan.side_by_side(walks, &metrics, becomes);
    let counted = batches.inspect_ok(move |batch| {
        rows.record_output(batch.num_rows());
    });
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted)))
}

fn keep(batch: RecordBatch, kept: Option<&Kept>) -> Result<RecordBatch> {
    let Some(Kept { position, value }) = kept else { return Ok(batch) };
    let column = batch.column(*position);
    let value = value.cast_to(column.data_type())?.to_scalar()?;
    Ok(filter_record_batch(&batch, &eq(column, &value)?)?)
}

fn with(list: &Walk, filter: &FilterSpec, text: &str) -> Walk {
    let mut walk = list.clone();
    walk.parameters.push((filter.parameter, text.to_owned()));
    walk
}

fn is_beyond(value: &ScalarValue) -> bool {
    matches!(value, ScalarValue::Int64(Some(number)) if *number > i64::from(i32::MAX))
}
