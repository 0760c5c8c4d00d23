//! Lists: their items converted, primary entries picked, option ids looked up.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, GenericListArray, Int64Builder, ListArray, ListBuilder, StringArray, StringBuilder,
    StructArray,
};
use arrow::datatypes::{DataType, Field, Fields};
use pipedrive_schema::{ColumnType, MemberSpec};

use super::{Misfit, scalar};
use crate::layout::{OptionLabels, arrow_type};

/// The row whose list holds the item at `position`.
fn row_of(list: &ListArray, position: usize) -> usize {
    let offsets = list.offsets();
    offsets.iter().rposition(|&o| usize::try_from(o).is_ok_and(|o| o <= position)).unwrap_or(0)
}

/// A list of texts as a list of `item`s.
pub(super) fn convert_items(list: &ListArray, item: ColumnType) -> Result<ArrayRef, Misfit> {
    let values = scalar::convert(list.values().as_string::<i32>(), item).map_err(|misfit| relocate(misfit, list))?;
    let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
    rebuild(list, field, values)
}

/// A list of structs of texts as a list of structs of typed members, in the order of `members`.
pub(super) fn convert_structs(list: &ListArray, members: &[MemberSpec]) -> Result<ArrayRef, Misfit> {
    let structs = list.values().as_struct();
    let mut columns = Vec::with_capacity(members.len());
    for member in members {
        // The wire schema was made from these members or from a richer set of them.
        let texts = structs.column_by_name(member.name).map(|c| c.as_string::<i32>().clone());
        let texts = texts.unwrap_or_else(|| StringArray::new_null(structs.len()));
        columns
            .push(scalar::convert(&texts, member.data_type).map_err(|misfit| relocate(misfit, list).at(member.name))?);
    }
    let fields: Fields = members.iter().map(|m| Field::new(m.name, arrow_type(m.data_type), true)).collect();
    let values =
        StructArray::try_new(fields.clone(), columns, structs.nulls().cloned()).map_err(|e| Misfit::internal(&e))?;
    rebuild(list, Arc::new(Field::new_list_field(DataType::Struct(fields), true)), Arc::new(values))
}

fn relocate(misfit: Misfit, list: &ListArray) -> Misfit {
    match misfit.row() {
        Some(position) => misfit.in_row(row_of(list, position)),
        None => misfit,
    }
}

fn rebuild(list: &ListArray, item: Arc<Field>, values: ArrayRef) -> Result<ArrayRef, Misfit> {
    let array = GenericListArray::<i32>::try_new(item, list.offsets().clone(), values, list.nulls().cloned());
    Ok(Arc::new(array.map_err(|e| Misfit::internal(&e))?))
}

/// The `value` of each row's entry marked primary, else of its first entry that has one.
pub(super) fn primary(list: &ListArray) -> ArrayRef {
    let mut picked = StringBuilder::new();
    for row in 0..list.len() {
        let entries = (!list.is_null(row)).then(|| list.value(row));
        picked.append_option(entries.as_ref().and_then(|e| primary_value(e.as_struct())));
    }
    Arc::new(picked.finish())
}

fn primary_value(entries: &StructArray) -> Option<&str> {
    let values = entries.column_by_name("value")?.as_string::<i32>();
    let flags = entries.column_by_name("primary")?.as_string::<i32>();
    // v1 spells "no address" as one entry with an empty text.
    let filled = |i: &usize| !values.is_null(*i) && !values.value(*i).is_empty();
    let is_primary = |i: &usize| !flags.is_null(*i) && matches!(flags.value(*i), "true" | "1");
    let first = (0..values.len()).find(|i| filled(i) && is_primary(i)).or_else(|| (0..values.len()).find(filled))?;
    Some(values.value(first))
}

/// The label of each option id; an id without a label gives NULL, its number stands in the `_id` column.
pub(super) fn label(ids: &StringArray, labels: &OptionLabels) -> ArrayRef {
    Arc::new(ids.iter().map(|id| id.and_then(|id| labels.get(id)).map(String::as_str)).collect::<StringArray>())
}

/// The labels of each row's list of option ids, with the same rule.
pub(super) fn labels(list: &ListArray, labels: &OptionLabels) -> Result<ArrayRef, Misfit> {
    let values = label(list.values().as_string::<i32>(), labels);
    rebuild(list, Arc::new(Field::new_list_field(DataType::Utf8, true)), values)
}

/// `"12,34"` as a list of numbers.
pub(super) fn split_ids(texts: &StringArray) -> Result<ArrayRef, Misfit> {
    let mut lists = ListBuilder::new(Int64Builder::new());
    for (row, text) in texts.iter().enumerate() {
        let Some(text) = text.filter(|t| !t.is_empty()) else {
            lists.append_null();
            continue;
        };
        for id in text.split(',') {
            let id = id.trim().parse().map_err(|_| Misfit::value("option ids like 12,34", texts, row))?;
            lists.values().append_value(id);
        }
        lists.append(true);
    }
    Ok(Arc::new(lists.finish()))
}

/// `"12,34"` as a list of labels.
pub(super) fn split_labels(texts: &StringArray, labels: &OptionLabels) -> ArrayRef {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for text in texts {
        let Some(text) = text.filter(|t| !t.is_empty()) else {
            lists.append_null();
            continue;
        };
        for id in text.split(',') {
            lists.values().append_option(labels.get(id.trim()));
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}
