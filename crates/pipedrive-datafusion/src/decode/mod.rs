//! JSON to Arrow: one page of the API becomes one `RecordBatch` of the projected columns.
//!
//! arrow-json reads the page's `data` in one pass over a schema of just the members that are needed. Every
//! scalar comes out of it as text, because its own conversions lose data: `12.7` in an integer column
//! would become 12, an object in a text column NULL. The conversions here refuse instead, and say where.

mod convert;
mod list;
mod member;
mod misfit;
mod reshape;
mod scalar;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, RecordBatchOptions, StructArray};
use arrow::compute::{and, cast, filter_record_batch};
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::ScalarValue;
use pipedrive_client::{DataShape, Page};
use pipedrive_schema::RowShape;

pub(crate) use misfit::Misfit;
pub(crate) use reshape::shapes_of;

use self::convert::Converter;
use self::member::{Known, Members};
use self::reshape::reshape;
use self::wire::Wire;
use crate::error::Error;
use crate::layout::TableLayout;

/// What is the same for every row of one walk.
#[derive(Clone, Debug, Default)]
pub(crate) struct WalkFacts {
    /// `is_archived` where the row does not say.
    pub(crate) archived: Option<bool>,
    /// Values of the columns that no row holds, by name: parameters, the parent's key, the walk's name.
    pub(crate) values: Vec<(String, ScalarValue)>,
    /// Rows to drop: those where this column, written as text, has this value. A single GET also answers with
    /// rows that no list would show.
    pub(crate) hidden: Vec<(usize, &'static str)>,
    /// Position of the primary key, and the key a single GET asked for: the API finds records by rules of its
    /// own, so that an answer with another key is no row.
    pub(crate) key: Option<(usize, String)>,
}

/// Decodes pages of one table into batches of the chosen columns.
#[derive(Debug)]
pub struct PageDecoder {
    layout: Arc<TableLayout>,
    /// Positions of the output columns in the layout.
    projection: Vec<usize>,
    schema: SchemaRef,
    wire: Wire,
    /// What is known of the members, where some are read as text.
    known: Option<Known>,
}

impl PageDecoder {
    /// A decoder for the columns at those positions of the layout.
    ///
    /// # Errors
    /// If the projection names a column that does not exist.
    pub fn new(layout: Arc<TableLayout>, projection: &[usize]) -> Result<Self, Error> {
        Self::reading(layout, projection, &[])
    }

    /// The same, reading `hidden` columns too, for the rules that drop rows.
    pub(crate) fn reading(layout: Arc<TableLayout>, projection: &[usize], hidden: &[usize]) -> Result<Self, Error> {
        let schema = Arc::new(layout.schema.project(projection)?);
        let needed = projection.iter().chain(hidden).filter_map(|&i| layout.columns.get(i));
        let wire = Wire::new(layout.spec, needed.clone());
        let known = Known::needed(&layout, needed);
        Ok(Self { projection: projection.to_vec(), schema, wire, known, layout })
    }

    /// Decodes one page of a list.
    ///
    /// # Errors
    /// If a value does not fit its column: names table, column and row id.
    pub fn decode_page(&self, page: &Page) -> Result<RecordBatch, Error> {
        self.decode(page, &WalkFacts::default())
    }

    /// The output columns.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Decodes one page; `facts` holds what its walk knows.
    ///
    /// # Errors
    /// If a value does not fit its column: names table, column and row id.
    pub(crate) fn decode(&self, page: &Page, facts: &WalkFacts) -> Result<RecordBatch, Error> {
        let rows = match page.shape {
            DataShape::List => self.wire.read_list(&page.data),
            DataShape::Object => self.wire.read_object(&page.data),
            DataShape::Null => return Ok(RecordBatch::new_empty(Arc::clone(&self.schema))),
            DataShape::Scalar => Err(Misfit::page("a list or an object", &page.data)),
        };
        let rows = rows.and_then(|rows| self.batch(&rows, page, facts));
        rows.map_err(|misfit| misfit.into_error(self.layout.spec, &page.data))
    }

    /// Decodes one page in which the rows stand in that shape.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), and if `data` is not what such rows stand in.
    pub(crate) fn decode_shaped(&self, rows: RowShape, page: Page, facts: &WalkFacts) -> Result<RecordBatch, Error> {
        let data = page.data.clone();
        let page = reshape(rows, page).map_err(|misfit| misfit.into_error(self.layout.spec, &data))?;
        self.decode(&page, facts)
    }

    fn batch(&self, rows: &StructArray, page: &Page, facts: &WalkFacts) -> Result<RecordBatch, Misfit> {
        let members = self.known.as_ref().map(|known| Members::read(&page.data, known)).transpose()?;
        let converter = Converter { layout: &self.layout, rows, members: members.as_ref(), facts };
        let columns = self.projection.iter().map(|&i| converter.column(i)).collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
            .map_err(|e| Misfit::internal(&e))?;
        match visible(&converter, facts)? {
            Some(mask) => filter_record_batch(&batch, &mask).map_err(|e| Misfit::internal(&e)),
            None => Ok(batch),
        }
    }
}

/// The rows that no rule drops; `None` if there are no rules.
fn visible(converter: &Converter<'_>, facts: &WalkFacts) -> Result<Option<BooleanArray>, Misfit> {
    let mut rules: Vec<BooleanArray> = Vec::new();
    let texts = |column: usize| cast(&converter.column(column)?, &DataType::Utf8).map_err(|e| Misfit::internal(&e));
    for &(column, value) in &facts.hidden {
        let found = texts(column)?;
        rules.push(found.as_string::<i32>().iter().map(|found| Some(found != Some(value))).collect());
    }
    if let Some((column, key)) = &facts.key {
        let found = texts(*column)?;
        rules.push(found.as_string::<i32>().iter().map(|found| Some(found == Some(key))).collect());
    }
    let both = |a: BooleanArray, b: BooleanArray| and(&a, &b).map_err(|e| Misfit::internal(&e));
    let mut rules = rules.into_iter();
    let Some(first) = rules.next() else { return Ok(None) };
    rules.try_fold(first, both).map(Some)
}
