//! The rows of a statement, read whole before anything is sent.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::TryStreamExt;
use pipedrive_client::ErrorKind;
use pipedrive_schema::ColumnType;

use super::draft::{Action, Draft, Given, Kind};
use crate::error::Error;
use crate::layout::{LayoutColumn, arrow_type};

/// Most letters of a value that an error repeats.
const SHOWN: usize = 60;

/// All rows of a statement.
pub(super) struct Rows<'a> {
    draft: &'a Draft,
    batch: RecordBatch,
}

/// One row and what happens to it.
pub(super) struct Row<'a> {
    pub(super) draft: &'a Draft,
    pub(super) action: &'a Action,
    /// Its number, from 1.
    pub(super) number: usize,
    batch: &'a RecordBatch,
}

impl<'a> Rows<'a> {
    /// Reads the rows, `most` of them.
    ///
    /// # Errors
    /// If there are more, or they cannot be read.
    pub(super) async fn read(
        draft: &'a Draft,
        input: Arc<dyn ExecutionPlan>,
        task: Arc<TaskContext>,
        most: usize,
    ) -> Result<Self, Error> {
        let mut stream = execute_stream(input, task)?;
        let (mut batches, mut count) = (Vec::new(), Count::default());
        while let Some(batch) = stream.try_next().await? {
            count.add(draft, &batch)?;
            if count.rows > most {
                // One more look tells whether these were all; what comes after it would be paid for and not used.
                let more = stream.try_next().await?;
                more.iter().try_for_each(|batch| count.add(draft, batch))?;
                return Err(too_many(draft, count.rows, more.is_none(), most));
            }
            batches.push(batch);
        }
        let batch = concat_batches(&stream.schema(), &batches)?;
        Ok(Self { draft, batch })
    }

    /// The rows something happens to, in their order.
    ///
    /// # Errors
    /// If it cannot be told what happens.
    pub(super) fn iter(&self) -> impl Iterator<Item = Result<Row<'_>, Error>> {
        rows_of(self.draft, &self.batch)
    }

    /// What the statement writes.
    pub(super) fn draft(&self) -> &Draft {
        self.draft
    }
}

/// The rows of a batch that something happens to.
fn rows_of<'a>(draft: &'a Draft, batch: &'a RecordBatch) -> impl Iterator<Item = Result<Row<'a>, Error>> {
    (0..batch.num_rows()).filter_map(move |at| row(draft, batch, at).transpose())
}

fn row<'a>(draft: &'a Draft, batch: &'a RecordBatch, at: usize) -> Result<Option<Row<'a>>, Error> {
    let action = match draft.chooser {
        None => draft.actions.first(),
        Some(chooser) => {
            let number = ScalarValue::try_from_array(batch.column(chooser), at)?.cast_to(&DataType::UInt64)?;
            let ScalarValue::UInt64(Some(number)) = number else { return Ok(None) };
            usize::try_from(number).ok().and_then(|number| draft.actions.get(number))
        }
    };
    Ok(action.map(|action| Row { draft, action, number: at + 1, batch }))
}

/// How many rows are to be written: one that a join finds several times counts once.
#[derive(Default)]
struct Count {
    rows: usize,
    named: HashSet<Vec<String>>,
}

impl Count {
    fn add(&mut self, draft: &Draft, batch: &RecordBatch) -> Result<(), Error> {
        for row in rows_of(draft, batch) {
            let row = row?;
            // A row without a key is refused later, with its number among all.
            let is_new = row.action.kind == Kind::Insert || row.identity().map_or(true, |key| self.named.insert(key));
            self.rows += usize::from(is_new);
        }
        Ok(())
    }
}

fn too_many(draft: &Draft, rows: usize, are_all: bool, most: usize) -> Error {
    let (verb, table) = (draft.verb(), draft.layout.spec.name);
    let (least, plural) = (if are_all { "" } else { "at least " }, if rows == 1 { "" } else { "s" });
    let message = format!(
        "this `{verb}` concerns {least}{rows} row{plural} of `{table}`, more than `pipedrive.max_write_rows` = {most}; \
         nothing was sent"
    );
    Error::new(ErrorKind::InvalidArgument, message)
        .with_hint("narrow the WHERE, add a LIMIT, or raise the limit with `SET pipedrive.max_write_rows = …`")
}

impl Row<'_> {
    /// The value the statement sets a column to, of the column's type; `None` if it does not set it.
    ///
    /// # Errors
    /// If the value does not fit.
    pub(super) fn given(&self, column: usize) -> Result<Option<ScalarValue>, Error> {
        self.value(&self.action.given, column)
    }

    /// The value a column has in the row as it stands; `None` if it was not asked for.
    ///
    /// # Errors
    /// If the value does not fit.
    pub(super) fn present(&self, column: usize) -> Result<Option<ScalarValue>, Error> {
        self.value(&self.action.row, column)
    }

    /// The values by which a MERGE looks for the row, where it does nothing else and none is NULL.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(super) fn match_key(&self) -> Result<Option<Vec<String>>, Error> {
        let mut key = Vec::new();
        for (_, input) in &self.draft.matched_by {
            let value = ScalarValue::try_from_array(self.batch.column(*input), self.number - 1)?;
            if value.is_null() {
                return Ok(None);
            }
            key.push(shown_whole(&value));
        }
        Ok((!key.is_empty()).then_some(key))
    }

    fn value(&self, among: &[Given], column: usize) -> Result<Option<ScalarValue>, Error> {
        let Some(given) = among.iter().find(|given| given.column == column) else { return Ok(None) };
        let value = ScalarValue::try_from_array(self.batch.column(given.input), self.number - 1)?;
        self.fitted(&self.draft.layout.columns[column], value).map(Some)
    }

    /// The value as one of the column's type.
    fn fitted(&self, column: &LayoutColumn, value: ScalarValue) -> Result<ScalarValue, Error> {
        let wanted = arrow_type(column.data_type);
        if value.is_null() {
            return Ok(ScalarValue::try_from(&wanted)?);
        }
        if value.data_type() == wanted || keeps_its_form(column.data_type, &value) {
            return Ok(value);
        }
        let misfit = || self.wrong(column, format!("{} is not {}", shown(&value), expected(column.data_type)));
        // A date without its quotes, `2026-12-31`, is a difference of numbers and would become a day of 1975.
        let is_moment = matches!(wanted, DataType::Date32 | DataType::Time64(_) | DataType::Timestamp(..));
        let is_no_flag = wanted == DataType::Boolean
            && !matches!(value.cast_to(&DataType::Float64), Ok(ScalarValue::Float64(Some(0.0 | 1.0))));
        if value.data_type().is_numeric() && (is_moment || is_no_flag) {
            return Err(misfit());
        }
        // The cast would cut the digits after the point off.
        if wanted == DataType::Int64
            && let ScalarValue::Float64(Some(number)) = value.cast_to(&DataType::Float64).map_err(|_| misfit())?
            && number.fract() != 0.0
        {
            return Err(misfit());
        }
        value.cast_to(&wanted).map_err(|_| misfit())
    }

    /// An error about the value of a column.
    pub(super) fn wrong(&self, column: &LayoutColumn, what: impl std::fmt::Display) -> Error {
        let (table, name, number) = (self.draft.layout.spec.name, &column.name, self.number);
        let message = format!("`{table}.{name}` in row {number}: {what}; nothing was sent");
        Error::new(ErrorKind::InvalidArgument, message)
    }
}

/// Whether a value of another type is read as it is: the text of a list of structs, or a list of their values.
fn keeps_its_form(data_type: ColumnType, value: &ScalarValue) -> bool {
    let is_text = |data_type: &DataType| matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    matches!(data_type, ColumnType::StructList(_))
        && match value.data_type() {
            DataType::List(_) => true,
            other => is_text(&other),
        }
}

/// A value as SQL writes it.
fn shown_whole(value: &ScalarValue) -> String {
    value.try_as_str().flatten().map_or_else(|| value.to_string(), |text| format!("'{}'", text.replace('\'', "''")))
}

/// A value as errors show it.
pub(super) fn shown(value: &ScalarValue) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// What a column takes, as people say it.
fn expected(data_type: ColumnType) -> &'static str {
    match data_type {
        ColumnType::Int64 => "a whole number",
        ColumnType::Float64 => "a number",
        ColumnType::Boolean => "true or false",
        ColumnType::Text => "a text",
        ColumnType::Date => "a date such as `2026-01-31`",
        ColumnType::Time => "a time of day such as `14:30:00`",
        ColumnType::Timestamp => "an instant such as `2026-01-31T14:30:00Z`",
        ColumnType::Json => "the text of a JSON value",
        ColumnType::Int64List => "a list of whole numbers",
        ColumnType::TextList => "a list of texts",
        ColumnType::StructList(_) => "a list",
    }
}
