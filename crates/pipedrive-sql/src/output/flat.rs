//! Batches of plain columns: nested ones become JSON text, and times with a zone stand in UTC.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringBuilder};
use arrow::datatypes::{
    DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow::error::ArrowError;
use arrow::json::writer::{EncoderOptions, make_encoder};

const UTC: &str = "UTC";

/// The columns as they are written.
pub(super) fn flat_schema(schema: &Schema) -> SchemaRef {
    let field = |field: &FieldRef| {
        let data_type = flat_type(field.data_type());
        Arc::new(Field::new(field.name(), data_type, true))
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

/// The rows with the columns of [`flat_schema`].
pub(super) fn flat(schema: &SchemaRef, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let fields = batch.schema();
    let columns = fields.fields().iter().zip(batch.columns()).map(|(field, column)| flat_column(field, column));
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<_, _>>()?)
}

/// The same rows with zoned times in UTC, nested columns as they are.
pub(super) fn in_utc(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    if !batch.schema().fields().iter().any(|field| is_elsewhere(field.data_type())) {
        return Ok(batch.clone());
    }
    let columns: Vec<ArrayRef> = batch.columns().iter().map(utc_column).collect();
    let fields: Vec<Field> = batch
        .schema()
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| field.as_ref().clone().with_data_type(column.data_type().clone()))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

fn flat_type(data_type: &DataType) -> DataType {
    match data_type {
        nested if nested.is_nested() => DataType::Utf8,
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some(UTC.into())),
        other => other.clone(),
    }
}

fn flat_column(field: &FieldRef, column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if field.data_type().is_nested() { json_texts(field, column) } else { Ok(utc_column(column)) }
}

fn json_texts(field: &FieldRef, column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let options = EncoderOptions::default().with_explicit_nulls(true);
    let mut encoder = make_encoder(field, column.as_ref(), &options)?;
    let mut texts = StringBuilder::with_capacity(column.len(), 0);
    let mut text = Vec::new();
    for row in 0..column.len() {
        if encoder.is_null(row) {
            texts.append_null();
            continue;
        }
        text.clear();
        encoder.encode(row, &mut text);
        texts.append_value(String::from_utf8_lossy(&text));
    }
    Ok(Arc::new(texts.finish()))
}

fn is_elsewhere(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Timestamp(_, Some(zone)) if zone.as_ref() != UTC)
}

/// A zoned time is a moment; only the zone it is shown in changes.
fn utc_column(column: &ArrayRef) -> ArrayRef {
    if !is_elsewhere(column.data_type()) {
        return Arc::clone(column);
    }
    match column.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => {
            Arc::new(column.as_primitive::<TimestampSecondType>().clone().with_timezone(UTC))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Arc::new(column.as_primitive::<TimestampMillisecondType>().clone().with_timezone(UTC))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Arc::new(column.as_primitive::<TimestampMicrosecondType>().clone().with_timezone(UTC))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Arc::new(column.as_primitive::<TimestampNanosecondType>().clone().with_timezone(UTC))
        }
        _ => Arc::clone(column),
    }
}
