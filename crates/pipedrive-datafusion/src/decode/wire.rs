//! The schema arrow-json reads a page with: only the members that are needed, every scalar as text.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{AsArray, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use arrow_json::ReaderBuilder;
use pipedrive_schema::{ColumnType, Origin, TableSpec};

use super::Misfit;
use crate::layout::{LayoutColumn, Source};

/// A reader for the rows of one scan.
#[derive(Debug)]
pub(crate) struct Wire {
    row: DataType,
}

/// Members of an object and what is below them.
#[derive(Debug, Default)]
struct Node {
    members: BTreeMap<String, Node>,
    leaf: Option<DataType>,
}

impl Wire {
    /// A reader for the members those columns need.
    pub(crate) fn new<'a>(spec: &TableSpec, columns: impl Iterator<Item = &'a LayoutColumn>) -> Self {
        let mut root = Node::default();
        for column in columns {
            for (path, leaf) in needs(column) {
                root.insert(path, leaf);
            }
        }
        if root.members.is_empty() {
            // Rows can only be counted by reading something of them.
            root.insert(&[anchor(spec)], DataType::Utf8);
        }
        Self { row: root.into_type() }
    }

    /// Reads `data` of a list answer.
    pub(crate) fn read_list(&self, data: &[u8]) -> Result<StructArray, Misfit> {
        let item = Arc::new(Field::new_list_field(self.row.clone(), true));
        let rows = self.read(DataType::List(item), data)?;
        Ok(rows.as_list::<i32>().values().as_struct().clone())
    }

    /// Reads `data` of a single-object answer as one row.
    pub(crate) fn read_object(&self, data: &[u8]) -> Result<StructArray, Misfit> {
        let row = self.read(self.row.clone(), data)?;
        Ok(row.as_struct().clone())
    }

    fn read(&self, data_type: DataType, data: &[u8]) -> Result<arrow::array::ArrayRef, Misfit> {
        let misfit = || Misfit::find(&self.row, data);
        let mut decoder = ReaderBuilder::new_with_field(Field::new("data", data_type, true))
            .with_batch_size(1)
            .with_coerce_primitive(true)
            .build_decoder()
            .map_err(|e| Misfit::internal(&e))?;
        // A bare scalar at the end of the input would wait for more digits; a line feed ends it.
        for chunk in [data, b"\n"] {
            decoder.decode(chunk).map_err(|_| misfit())?;
        }
        let batch = decoder.flush().map_err(|_| misfit())?.ok_or_else(misfit)?;
        Ok(Arc::clone(batch.column(0)))
    }
}

/// A member that holds a single value in every row.
fn anchor(spec: &TableSpec) -> String {
    let key = spec.primary_key.and_then(|key| spec.column(key));
    let mut candidates = key.into_iter().chain(spec.columns);
    let member = candidates.find_map(|column| match column.origin {
        Origin::Member([name])
            if wire_type(column.data_type) == DataType::Utf8 && column.data_type != ColumnType::Json =>
        {
            Some(*name)
        }
        _ => None,
    });
    // Where there is none, a member that no row has reads as NULL and counts the rows as well.
    member.unwrap_or("id").to_owned()
}

/// Paths a column reads, with the type of what stands there.
fn needs(column: &LayoutColumn) -> Vec<(&[String], DataType)> {
    let list = |item: DataType| DataType::List(Arc::new(Field::new_list_field(item, true)));
    match &column.source {
        Source::Path(path) => vec![(path, wire_type(column.data_type))],
        Source::Archived { flag, time } => {
            std::iter::once(flag).chain(time).map(|path| (path.as_slice(), DataType::Utf8)).collect()
        }
        Source::Status { status, deleted, .. } => vec![(status, DataType::Utf8), (deleted, DataType::Utf8)],
        Source::Label(path, _) | Source::SplitIds(path) | Source::SplitLabels(path, _) => {
            vec![(path, DataType::Utf8)]
        }
        Source::Labels(path, _) => vec![(path, list(DataType::Utf8))],
        Source::PrimaryOf(path) => {
            let entry = ["value", "primary"].map(|n| Field::new(n, DataType::Utf8, true));
            vec![(path, list(DataType::Struct(Fields::from(entry.to_vec()))))]
        }
        Source::Raw(_) | Source::Extra | Source::Parameter | Source::Fact => Vec::new(),
    }
}

fn wire_type(data_type: ColumnType) -> DataType {
    let list = |item: DataType| DataType::List(Arc::new(Field::new_list_field(item, true)));
    match data_type {
        ColumnType::Int64List | ColumnType::TextList => list(DataType::Utf8),
        ColumnType::StructList(members) => {
            let fields: Fields = members.iter().map(|m| Field::new(m.name, wire_type(m.data_type), true)).collect();
            list(DataType::Struct(fields))
        }
        _ => DataType::Utf8,
    }
}

impl Node {
    fn insert(&mut self, path: &[String], leaf: DataType) {
        match path.split_first() {
            Some((first, rest)) => self.members.entry(first.clone()).or_default().insert(rest, leaf),
            None => self.leaf = Some(richer(self.leaf.take(), leaf)),
        }
    }

    fn into_type(self) -> DataType {
        match self.leaf {
            Some(leaf) if self.members.is_empty() => leaf,
            _ => DataType::Struct(
                self.members.into_iter().map(|(name, node)| Field::new(name, node.into_type(), true)).collect(),
            ),
        }
    }
}

/// Of two types for one place the one that reads more: `emails` beside `primary_email`.
fn richer(old: Option<DataType>, new: DataType) -> DataType {
    let width = |t: &DataType| match t {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(fields) => 2 + fields.len(),
            _ => 1,
        },
        _ => 0,
    };
    match old {
        Some(old) if width(&old) >= width(&new) => old,
        _ => new,
    }
}
