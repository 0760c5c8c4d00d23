//! One output column from the rows arrow-json read.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, ListArray, StringArray, StructArray, new_null_array};
use arrow::datatypes::DataType;
use pipedrive_schema::ColumnType;

use super::member::Members;
use super::{Misfit, WalkFacts, list, scalar};
use crate::layout::{LayoutColumn, Source, TableLayout, arrow_type};

/// What the columns of one page are made from.
pub(super) struct Converter<'a> {
    pub(super) layout: &'a TableLayout,
    pub(super) rows: &'a StructArray,
    pub(super) members: Option<&'a Members<'a>>,
    pub(super) facts: &'a WalkFacts,
}

impl Converter<'_> {
    /// The column at that position of the layout.
    pub(super) fn column(&self, index: usize) -> Result<ArrayRef, Misfit> {
        let column = &self.layout.columns[index];
        self.convert(column).map_err(|misfit| misfit.at(&column.name))
    }

    fn convert(&self, column: &LayoutColumn) -> Result<ArrayRef, Misfit> {
        match &column.source {
            Source::Path(path) => self.path(path, column.data_type),
            Source::Archived { flag, time } => self.archived(flag, time.as_deref()),
            Source::Status { status, deleted, label } => self.status(status, deleted, label),
            Source::PrimaryOf(path) => Ok(list::primary(&self.list(path))),
            Source::Label(path, labels) => Ok(list::label(&self.texts(path), labels)),
            Source::Labels(path, labels) => list::labels(&self.list(path), labels),
            Source::SplitIds(path) => list::split_ids(&self.texts(path)),
            Source::SplitLabels(path, labels) => Ok(list::split_labels(&self.texts(path), labels)),
            Source::Raw(path) => Ok(Arc::new(self.members.map_or_else(|| self.no_texts(), |m| m.at(path)))),
            Source::Extra => Ok(Arc::new(self.members.map_or_else(|| self.no_texts(), Members::extra))),
            Source::Parameter | Source::Fact => self.fact(column),
        }
    }

    fn path(&self, path: &[String], data_type: ColumnType) -> Result<ArrayRef, Misfit> {
        match data_type {
            ColumnType::Int64List => list::convert_items(&self.list(path), ColumnType::Int64),
            ColumnType::TextList => list::convert_items(&self.list(path), ColumnType::Text),
            ColumnType::StructList(members) => list::convert_structs(&self.list(path), members),
            scalar => scalar::convert(&self.texts(path), scalar),
        }
    }

    fn archived(&self, flag: &[String], time: Option<&[String]>) -> Result<ArrayRef, Misfit> {
        let flags = scalar::convert(&self.texts(flag), ColumnType::Boolean)?;
        let times = time.map(|path| scalar::convert(&self.texts(path), ColumnType::Timestamp)).transpose()?;
        // A record by its key comes from no walk, and not every one carries the flag.
        let by_time = |row: usize| times.as_ref().map(|times| times.is_valid(row));
        let flags = flags.as_boolean().iter().enumerate();
        let filled: BooleanArray =
            flags.map(|(row, flag)| flag.or(self.facts.archived).or_else(|| by_time(row))).collect();
        Ok(Arc::new(filled))
    }

    fn status(&self, status: &[String], deleted: &[String], label: &'static str) -> Result<ArrayRef, Misfit> {
        let flags = scalar::convert(&self.texts(deleted), ColumnType::Boolean)?;
        let texts = self.texts(status);
        let merged = texts.iter().zip(flags.as_boolean()).map(|(text, deleted)| match deleted {
            Some(true) => Some(label),
            _ => text,
        });
        Ok(Arc::new(merged.collect::<StringArray>()))
    }

    fn fact(&self, column: &LayoutColumn) -> Result<ArrayRef, Misfit> {
        let value = self.facts.values.iter().find(|(name, _)| *name == column.name);
        match value {
            Some((_, value)) => value
                .to_array_of_size(self.rows.len())
                .map_err(|e| Misfit::internal(&arrow::error::ArrowError::ComputeError(e.to_string()))),
            None => Ok(new_null_array(&arrow_type(column.data_type), self.rows.len())),
        }
    }

    fn no_texts(&self) -> StringArray {
        StringArray::new_null(self.rows.len())
    }

    fn texts(&self, path: &[String]) -> StringArray {
        match self.find(path) {
            Some(array) if array.data_type() == &DataType::Utf8 => array.as_string::<i32>().clone(),
            _ => self.no_texts(),
        }
    }

    fn list(&self, path: &[String]) -> ListArray {
        let missing = || {
            let item = Arc::new(arrow::datatypes::Field::new_list_field(DataType::Utf8, true));
            ListArray::new_null(item, self.rows.len())
        };
        self.find(path).and_then(|array| array.as_list_opt::<i32>().cloned()).unwrap_or_else(missing)
    }

    fn find(&self, path: &[String]) -> Option<ArrayRef> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(Arc::clone(self.rows.column_by_name(first)?), |array, name| {
            Some(Arc::clone(array.as_struct_opt()?.column_by_name(name)?))
        })
    }
}
