//! Columns, with what their types mean.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{Field, Int64Type, Schema};

use super::source::{Source, misshapen, of, only, texts};
use super::{Name, Target};
use crate::error::Error;
use crate::sql_type::SqlType;

pub(super) async fn columns(source: &Source, target: &Target, column: &Name) -> Result<RecordBatch, Error> {
    let columns = "catalogname AS catalog, schemaname AS schema, tablename AS \"table\", CAST(ordinal AS INT) AS ordinal, \
                   columnname AS name, datatypename AS type_name, numericprecision, numericscale, \
                   isnullable AS is_nullable, isarray AS is_list, iskey AS is_key, \
                   isautoincrement = 'YES' AS is_numbered, isinsertable AS is_insertable, \
                   isupdatable AS is_updatable, description AS comment";
    let restriction = source.restriction(&target.name).await?;
    let rows = source.select(columns, "sys_tablecolumns", &format!("{restriction} ORDER BY 1, 2, 3, 4")).await?;
    let [catalog, schema, table] = of(target, ["catalog", "schema", "table"]);
    typed(&only(&rows, &[catalog, schema, table, ("name", column)])?)
}

/// The rows with the type's members in place of its digits.
///
/// # Errors
/// If they have no columns `type_name`, `is_list`, `numericprecision` and `numericscale`, which would be a mistake here.
pub(super) fn typed(rows: &RecordBatch) -> Result<RecordBatch, Error> {
    let types = sql_types(rows)?;
    let numbers = |member: fn(&SqlType) -> Option<i32>| -> ArrayRef {
        Arc::new(types.iter().map(member).collect::<Int32Array>())
    };
    let mut columns: Vec<(String, ArrayRef)> = Vec::with_capacity(rows.num_columns() + 2);
    for (field, array) in rows.schema().fields().iter().zip(rows.columns()) {
        match field.name().as_str() {
            "type_name" => {
                let names: StringArray = types.iter().map(|known| Some(known.name)).collect();
                columns.push(("type_name".to_owned(), Arc::new(names)));
                columns.push(("column_size".to_owned(), numbers(|known| known.column_size)));
                columns.push(("decimal_digits".to_owned(), numbers(|known| known.decimal_digits)));
                columns.push(("octet_length".to_owned(), numbers(|known| known.octet_length)));
                columns.push(("radix".to_owned(), numbers(|known| known.radix)));
            }
            "numericprecision" | "numericscale" => {}
            name => columns.push((name.to_owned(), Arc::clone(array))),
        }
    }
    batch(columns)
}

fn sql_types(rows: &RecordBatch) -> Result<Vec<SqlType>, Error> {
    let number = |column: &str| {
        let array = rows.column_by_name(column).and_then(|array| array.as_primitive_opt::<Int64Type>());
        array.ok_or_else(|| misshapen(column))
    };
    let (digits, scales) = (number("numericprecision")?, number("numericscale")?);
    let lists: Option<&BooleanArray> = rows.column_by_name("is_list").and_then(|array| array.as_boolean_opt());
    let lists = lists.ok_or_else(|| misshapen("is_list"))?;
    let small = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let mut types = Vec::with_capacity(rows.num_rows());
    for (row, name) in texts(rows, "type_name")?.enumerate() {
        // A list is text, as JSON, whatever its items are.
        let known = SqlType::named(if lists.value(row) { "VARCHAR" } else { name });
        let has_size = known.name == "DECIMAL" && digits.is_valid(row) && scales.is_valid(row);
        types.push(if has_size { known.sized(small(digits.value(row)), small(scales.value(row))) } else { known });
    }
    Ok(types)
}

/// A batch of columns by name.
///
/// # Errors
/// If their lengths differ, which would be a mistake here.
pub(super) fn batch(columns: Vec<(String, ArrayRef)>) -> Result<RecordBatch, Error> {
    let fields = columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    Ok(RecordBatch::try_new(Arc::new(schema), arrays)?)
}
