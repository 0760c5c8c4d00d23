//! Records by their keys where several lists share them out, such as active and archived deals: a later list is asked
//! only for the keys that those before it do not have.
//!
//! # Soundness
//! A key names one record, and at any moment a record stands in one list: once it came, no list is asked for it again,
//! so it comes once. One that goes from a list to a later one meanwhile is found there.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::error::Result;
use futures::stream::{self, StreamExt, TryStreamExt};
use pipedrive_client::ErrorKind;

use crate::error::Error;
use crate::price::{Price, pages};
use crate::request::{Estimate, ScanRequest, Walk};
use crate::stream::{Batches, ScanMetrics, ScanStream, first_columns};

/// Lists, and the keys of the records that are wanted of them.
#[derive(Clone, Debug)]
pub(crate) struct KeyedLists {
    /// The lists in the order in which they are asked, without keys.
    lists: Vec<Walk>,
    parameter: &'static str,
    /// Most keys of a request.
    max: usize,
    keys: Vec<String>,
}

impl KeyedLists {
    pub(crate) fn new(lists: Vec<Walk>, parameter: &'static str, max: usize, keys: Vec<String>) -> Self {
        Self { lists, parameter, max: max.max(1), keys }
    }

    /// How many keys there are, each of which has one row or none.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// What it is expected to cost.
    pub(crate) fn price(&self, page_size: u32) -> Price {
        price(&self.lists, self.max, self.keys.len(), page_size)
    }

    /// The same, if so many rows are enough. Only what the first list costs is certain, and with a limit the first
    /// request for it.
    pub(crate) fn estimate(&self, fetch: Option<usize>, page_size: u32) -> Estimate {
        let keys = fetch.map_or(self.keys.len(), |fetch| fetch.min(self.keys.len()));
        let Price { requests, tokens } = price(&self.lists, self.max, keys, page_size);
        let first = self.lists.get(..1).unwrap_or_default();
        let certain = if fetch.is_some() { 1 } else { keys };
        let at_least = price(first, self.max, certain, page_size).tokens;
        Estimate { requests, tokens, at_least, counted: false }
    }

    /// The requests as people read them.
    pub(crate) fn targets(&self, request: &ScanRequest) -> Vec<String> {
        let batches = |list| batches(list, self.parameter, self.max, &self.keys);
        let first = self.lists.iter().take(1).flat_map(batches).map(|walk| request.walk_request(&walk).target());
        let rest = self.lists.iter().skip(1).map(|list| {
            let target = request.walk_request(list).target();
            format!("{target} with those of the `{}` that are still missing", self.parameter)
        });
        first.chain(rest).collect()
    }
}

/// What it is expected to cost to ask lists for so many keys, of which each list has its share.
pub(crate) fn price(lists: &[Walk], max: usize, keys: usize, page_size: u32) -> Price {
    let mut left: usize = lists.iter().map(|list| list.expected).sum();
    let all = left.max(1);
    let mut sum = Vec::new();
    for (place, list) in lists.iter().enumerate() {
        let missing = if place == 0 { keys } else { keys.saturating_mul(left).div_ceil(all) };
        left = left.saturating_sub(list.expected);
        let (full, rest) = (missing / max, missing % max);
        let rest = if rest > 0 { pages(list.spec.route, rest, page_size) } else { 0 };
        let full = full.saturating_mul(pages(list.spec.route, max, page_size));
        sum.push(Price::of(list.spec.route, full.saturating_add(rest)));
    }
    sum.into_iter().sum()
}

/// A list once for each batch of keys.
pub(crate) fn batches(list: &Walk, parameter: &'static str, max: usize, keys: &[String]) -> Vec<Walk> {
    let batch = |keys: &[String]| {
        let mut walk = list.clone();
        walk.parameters.push((parameter, keys.join(",")));
        walk.expected = keys.len();
        walk.counted = true;
        walk
    };
    keys.chunks(max.max(1)).map(batch).collect()
}

/// The keys that came, and where a batch has them.
struct Came {
    keys: Mutex<HashSet<String>>,
    /// Position of the key in a batch.
    position: usize,
    /// The columns that the query asks for; the key may stand behind them.
    schema: SchemaRef,
}

impl ScanStream {
    /// The rows of those keys.
    pub(crate) fn keyed(mut self, keyed: KeyedLists, metrics: ScanMetrics) -> Batches {
        let came = match self.show_key() {
            Ok(came) => Arc::new(came),
            Err(error) => return stream::iter([Err(error)]).boxed(),
        };
        let KeyedLists { lists, parameter, max, keys } = keyed;
        let noted = Arc::clone(&came);
        // A list is opened when the one before it has given its last row.
        let open = move |list: Walk| {
            let missing = came.missing(&keys);
            let walks = batches(&list, parameter, max, &missing).into_iter().map(|walk| (walk, ())).collect();
            self.clone().side_by_side(walks, &metrics, |(), batches| batches)
        };
        let rows = stream::iter(lists).map(open).flatten();
        rows.and_then(move |batch| std::future::ready(noted.note(&batch))).boxed()
    }

    /// Reads the key of each row too, if the query does not ask for it.
    fn show_key(&mut self) -> Result<Came> {
        let layout = Arc::clone(&self.request.layout);
        let key = layout.spec.primary_key.and_then(|key| layout.index_of(key));
        let key = key.ok_or_else(|| Error::new(ErrorKind::Internal, "a table that is asked by key has none"))?;
        let schema = self.decoder.schema();
        let position = self.show(key)?;
        Ok(Came { keys: Mutex::default(), position, schema })
    }
}

impl Came {
    /// The keys that did not come yet.
    fn missing(&self, keys: &[String]) -> Vec<String> {
        let came = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().filter(|key| !came.contains(*key)).cloned().collect()
    }

    /// Notes the keys of a batch, and leaves the columns that were asked for.
    fn note(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let keys = cast(batch.column(self.position), &DataType::Utf8)?;
        let mut came = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        came.extend(keys.as_string::<i32>().iter().flatten().map(ToOwned::to_owned));
        first_columns(batch, &self.schema)
    }
}
