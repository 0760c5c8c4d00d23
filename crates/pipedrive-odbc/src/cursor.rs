//! The cursor: where a statement is in the rows of its result.

use std::cell::OnceCell;
use std::collections::VecDeque;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use pipedrive_driver::ResultSet;

use crate::convert::{Column, Delivery, SqlType, sql_type};
use crate::diag::{Record, state};

/// Where rows come from.
#[derive(Debug)]
enum Rows {
    /// They are there already, as those of catalogue functions.
    Here(VecDeque<RecordBatch>),
    /// They come page by page.
    Coming(ResultSet),
}

/// A batch of rows whose columns are made ready when they are first read.
#[derive(Debug)]
pub(crate) struct Loaded {
    batch: RecordBatch,
    columns: Vec<OnceCell<Column>>,
}

/// A cursor, which only goes forward.
#[derive(Debug)]
pub(crate) struct Cursor {
    schema: SchemaRef,
    /// SQL types of the columns.
    types: Vec<SqlType>,
    rows: Rows,
    loaded: Option<Loaded>,
    /// Rows of the loaded batch that were fetched.
    position: usize,
    /// Rows that were fetched, and the size of the rowset they came in last.
    fetched: usize,
    rowset: usize,
    /// Why there are no further rows, told to every fetch from then on: the end of a result that was cut must not look
    /// like the end of a result.
    failure: Option<Record>,
    /// The column that is being read in pieces.
    reading: Option<(usize, Delivery)>,
    /// Most rows, for those that are there already.
    limit: usize,
}

impl Loaded {
    fn new(batch: RecordBatch) -> Self {
        let columns = (0..batch.num_columns()).map(|_| OnceCell::new()).collect();
        Self { batch, columns }
    }

    /// A column from 0.
    ///
    /// # Errors
    /// 07009 if there is none, HY000 if its values cannot be read.
    pub(crate) fn column(&self, index: usize) -> Result<&Column, Record> {
        let cell = self.columns.get(index).ok_or_else(|| Record::new(state::INVALID_INDEX))?;
        if let Some(column) = cell.get() {
            return Ok(column);
        }
        let column = Column::new(self.batch.column(index))?;
        Ok(cell.get_or_init(|| column))
    }
}

impl Cursor {
    /// A cursor on rows that come page by page.
    pub(crate) fn coming(rows: ResultSet) -> Self {
        Self::new(rows.schema(), Rows::Coming(rows), usize::MAX)
    }

    /// A cursor on rows that are there; `limit` is the most of them, 0 for all.
    pub(crate) fn here(batch: RecordBatch, limit: usize) -> Self {
        Self::new(batch.schema(), Rows::Here([batch].into()), if limit == 0 { usize::MAX } else { limit })
    }

    fn new(schema: SchemaRef, rows: Rows, limit: usize) -> Self {
        let (loaded, failure, reading) = (None, None, None);
        let types = schema.fields().iter().map(|field| sql_type(field.data_type())).collect();
        Self { schema, types, rows, loaded, position: 0, fetched: 0, rowset: 0, failure, reading, limit }
    }

    /// Columns of the rows.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Number of the first row of the rowset, from 1; 0 where there is none.
    pub(crate) fn row_number(&self) -> usize {
        if self.rowset == 0 { 0 } else { self.fetched - self.rowset + 1 }
    }

    /// Goes on by up to `wanted` rows and shows them to `visit` as they lie in batches: the batch, the first row there,
    /// how many, and how many came before. Says how many there were.
    ///
    /// # Errors
    /// If rows cannot be fetched; where some of the rowset have been, the next call fails instead, and so do all after it.
    pub(crate) fn advance(
        &mut self,
        wanted: usize,
        mut visit: impl FnMut(&Loaded, usize, usize, usize) -> Result<(), Record>,
    ) -> Result<usize, Record> {
        self.reading = None;
        self.rowset = 0;
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let wanted = wanted.min(self.limit - self.fetched);
        let mut done = 0;
        while done < wanted {
            match self.load() {
                Ok(true) => {}
                Ok(false) => break,
                Err(failure) => {
                    self.fail(failure);
                    break;
                }
            }
            let Some(loaded) = &self.loaded else { break };
            let count = (wanted - done).min(loaded.batch.num_rows() - self.position);
            if let Err(failure) = visit(loaded, self.position, count, done) {
                self.fail(failure);
                break;
            }
            self.position += count;
            done += count;
        }
        self.fetched += done;
        self.rowset = done;
        match &self.failure {
            Some(failure) if done == 0 => Err(failure.clone()),
            _ => Ok(done),
        }
    }

    /// Why there are no further rows, if that is known by now.
    pub(crate) fn failure(&self) -> Option<&Record> {
        self.failure.as_ref()
    }

    /// Ends the rows by a failure, and gives up what may still come.
    fn fail(&mut self, failure: Record) {
        self.failure = Some(failure);
        self.rows = Rows::Here(VecDeque::new());
    }

    /// Makes sure that a row that was not fetched is loaded, if there is one.
    fn load(&mut self) -> Result<bool, Record> {
        while self.loaded.as_ref().is_none_or(|loaded| self.position >= loaded.batch.num_rows()) {
            let next = match &mut self.rows {
                Rows::Here(batches) => batches.pop_front(),
                Rows::Coming(result) => result.next_batch()?,
            };
            self.position = 0;
            self.loaded = next.map(Loaded::new);
            if self.loaded.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The column of the current row for reading it in pieces: its values, the row, and how far it has been read.
    ///
    /// # Errors
    /// 24000 if no row was fetched, HYC00 if several were, 07009 if there is no such column.
    pub(crate) fn current(&mut self, index: usize) -> Result<(&Column, usize, &mut Delivery), Record> {
        if self.rowset > 1 {
            return Err(Record::with(
                state::NOT_IMPLEMENTED,
                "columns that are not bound can only be read where rows are fetched one by one",
            ));
        }
        let no_row = || Record::new(state::INVALID_CURSOR_STATE);
        let row = self.position.checked_sub(1).filter(|_| self.rowset == 1).ok_or_else(no_row)?;
        let loaded = self.loaded.as_ref().ok_or_else(no_row)?;
        let column = loaded.column(index)?;
        if self.reading.as_ref().is_none_or(|(reading, _)| *reading != index) {
            self.reading = Some((index, Delivery::default()));
        }
        let (_, delivery) = self.reading.as_mut().ok_or_else(no_row)?;
        Ok((column, row, delivery))
    }

    /// SQL types of the columns.
    pub(crate) fn types(&self) -> &[SqlType] {
        &self.types
    }
}
