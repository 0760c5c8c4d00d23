//! Rows that several lists of a scan may hold, because they went from one to the other meanwhile: each comes once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::{DataType, Int64Type, SchemaRef};
use datafusion::error::Result;
use futures::stream::{StreamExt, TryStreamExt};
use roaring::RoaringTreemap;

use super::{Batches, ScanStream};
use crate::decode::PageDecoder;
use crate::request::Walk;

/// The rows that a scan's lists have given out, known by their primary key.
#[derive(Clone, Debug)]
pub(crate) struct Distinct {
    given: Arc<Mutex<Given>>,
    /// Position of the key in the lists' batches.
    key: usize,
    /// The columns of the scan: the first ones of its lists.
    schema: SchemaRef,
}

#[derive(Debug, Default)]
struct Given {
    numbers: RoaringTreemap,
    texts: HashSet<String>,
}

/// Whether a row can go from one of the walks to another. Batches of keys have no row in common, whatever happens.
pub(crate) fn can_trade(walks: &[Walk]) -> bool {
    let keys = |walk: &Walk| walk.parameters.iter().find(|(name, _)| *name == "ids").map(|(_, keys)| keys.clone());
    let batches: HashSet<String> = walks.iter().filter_map(keys).collect();
    walks.len() > 1 && batches.len() < walks.len()
}

impl ScanStream {
    /// The scan as its lists are to be read, with the key of each row as the last column where the query does not ask
    /// for it; and what leaves each row and the columns asked for once. `None` if the rows of the table have no key.
    pub(crate) fn distinct(&self) -> Result<(Self, Option<Distinct>)> {
        let schema = self.decoder.schema();
        let mut scan = self.clone();
        let layout = Arc::clone(&scan.request.layout);
        let Some(column) = layout.spec.primary_key.and_then(|key| layout.index_of(key)) else {
            return Ok((scan, None));
        };
        let key = scan.show(column)?;
        Ok((scan, Some(Distinct { given: Arc::default(), key, schema })))
    }

    /// Position of a column of the layout among those of the scan, which it joins if it is not there.
    pub(crate) fn show(&mut self, column: usize) -> Result<usize> {
        if let Some(position) = self.request.projection.iter().position(|&shown| shown == column) {
            return Ok(position);
        }
        self.request.projection.push(column);
        self.decoder = Arc::new(PageDecoder::new(Arc::clone(&self.request.layout), &self.request.projection)?);
        Ok(self.request.projection.len() - 1)
    }
}

impl Distinct {
    /// The rows of one list that no list has given out before; all of them without something to tell them apart by.
    pub(crate) fn rows(distinct: Option<&Self>, batches: Batches) -> Batches {
        let Some(distinct) = distinct.cloned() else { return batches };
        batches.and_then(move |batch| std::future::ready(distinct.fresh(&batch))).boxed()
    }

    fn fresh(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let fresh = self.given.lock().unwrap_or_else(PoisonError::into_inner).fresh(batch.column(self.key))?;
        let batch = if fresh.false_count() == 0 { batch.clone() } else { filter_record_batch(batch, &fresh)? };
        first_columns(&batch, &self.schema)
    }
}

impl Given {
    /// Which of the keys are new. A row without a key cannot be told from others, and stays.
    fn fresh(&mut self, keys: &ArrayRef) -> Result<BooleanArray> {
        if *keys.data_type() == DataType::Int64 {
            let keys = keys.as_primitive::<Int64Type>();
            // Keys are counted from 1; should one be negative, it has a place of its own all the same.
            let mut insert = |key: i64| self.numbers.insert(key.cast_unsigned());
            return Ok(keys.iter().map(|key| Some(key.is_none_or(&mut insert))).collect());
        }
        let texts = cast(keys, &DataType::Utf8)?;
        let mut insert = |key: &str| self.texts.insert(key.to_owned());
        Ok(texts.as_string::<i32>().iter().map(|key| Some(key.is_none_or(&mut insert))).collect())
    }
}

/// The first columns of a batch, which are those of `schema`.
pub(crate) fn first_columns(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch.columns().iter().take(schema.fields().len()).cloned().collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}
