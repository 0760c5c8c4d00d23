//! Pages to batches of JSON text.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, StringArray, new_null_array};
use arrow::datatypes::SchemaRef;
use pipedrive_client::{DataShape, ErrorKind, Page};
use serde_json::value::RawValue;

use crate::error::Error;

/// The rows of a page, at most `most`, numbered from the one after `before`: the elements of a list, else one row.
///
/// # Errors
/// If the page is no JSON.
pub(super) fn rows(page: &Page, schema: &SchemaRef, before: usize, most: usize) -> Result<RecordBatch, Error> {
    let broken =
        |error: serde_json::Error| Error::new(ErrorKind::Protocol, "the answer's `data` is no JSON").with_source(error);
    let elements: Vec<&RawValue> = match page.shape {
        DataShape::List => serde_json::from_slice(&page.data).map_err(broken)?,
        DataShape::Null => Vec::new(),
        DataShape::Object | DataShape::Scalar => vec![serde_json::from_slice(&page.data).map_err(broken)?],
    };
    let texts: Vec<&str> = elements.iter().take(most).map(|element| element.get()).collect();
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "position" => {
                let numbers = (before..).skip(1).map(|number| i64::try_from(number).unwrap_or(i64::MAX));
                Arc::new(numbers.take(texts.len()).collect::<Int64Array>())
            }
            "data" => Arc::new(StringArray::from(texts.clone())),
            _ => new_null_array(field.data_type(), texts.len()),
        }
    });
    let options = RecordBatchOptions::new().with_row_count(Some(texts.len()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns.collect(), &options)?)
}
