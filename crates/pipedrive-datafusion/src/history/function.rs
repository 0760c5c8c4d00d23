//! `value_history(created, creator, first, today, touched, changes)`: the function behind the history views.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, Int64Builder, ListArray, StringArray, StringBuilder, StructArray,
    TimestampMicrosecondArray, TimestampMicrosecondBuilder,
};
use arrow::buffer::OffsetBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, Int64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{exec_datafusion_err, exec_err};
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use super::{Change, Record, Span, spans};

/// The function; the views' own sessions know it, and no other.
pub(crate) fn value_history() -> ScalarUDF {
    ScalarUDF::new_from_impl(ValueHistory { signature: Signature::any(6, Volatility::Immutable) })
}

/// Takes when and by whom the record was created, the value the field began with if no change tells, its value of today,
/// when the record was last touched, and the list of changes as structs of `time`, `old_value`, `new_value`,
/// `actor_user_id`; answers with a list of spans.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ValueHistory {
    signature: Signature,
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn span_fields() -> Fields {
    Fields::from(vec![
        Field::new("value", DataType::Utf8, true),
        Field::new("since", instant(), true),
        Field::new("until", instant(), true),
        Field::new("by", DataType::Int64, true),
    ])
}

fn span_item() -> Arc<Field> {
    Arc::new(Field::new_list_field(DataType::Struct(span_fields()), true))
}

impl ScalarUDFImpl for ValueHistory {
    fn name(&self) -> &'static str {
        "value_history"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(span_item()))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let [created, creator, first, today, touched, changes] = arrays.as_slice() else {
            return exec_err!("`value_history` takes 6 arguments");
        };
        let (created, touched) = (moments(created)?, moments(touched)?);
        let (first, today) = (texts(first)?, texts(today)?);
        let creator = numbers(creator)?;
        let lists = changes.as_list_opt::<i32>();
        let all = (0..created.len()).map(|row| {
            let entries = lists.filter(|lists| lists.is_valid(row)).map(|lists| read(&lists.value(row)));
            let record = Record {
                created: moment(&created, row),
                creator: number(&creator, row),
                first: text(&first, row),
                today: text(&today, row),
                touched: moment(&touched, row),
            };
            Ok(spans(record, entries.transpose()?.unwrap_or_default()))
        });
        Ok(ColumnarValue::Array(Arc::new(list(&all.collect::<Result<Vec<_>>>()?)?)))
    }
}

fn moments(array: &ArrayRef) -> Result<TimestampMicrosecondArray> {
    Ok(cast(array, &instant())?.as_primitive::<TimestampMicrosecondType>().clone())
}

fn numbers(array: &ArrayRef) -> Result<Int64Array> {
    Ok(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

fn texts(array: &ArrayRef) -> Result<StringArray> {
    Ok(cast(array, &DataType::Utf8)?.as_string::<i32>().clone())
}

fn moment(array: &TimestampMicrosecondArray, row: usize) -> Option<i64> {
    array.is_valid(row).then(|| array.value(row))
}

fn number(array: &Int64Array, row: usize) -> Option<i64> {
    array.is_valid(row).then(|| array.value(row))
}

fn text(array: &StringArray, row: usize) -> Option<String> {
    array.is_valid(row).then(|| array.value(row).to_owned())
}

/// The changes of one record; one without a time tells nothing.
fn read(entries: &ArrayRef) -> Result<Vec<Change>> {
    let Some(entries) = entries.as_struct_opt() else { return exec_err!("`value_history` takes a list of structs") };
    let member = |name: &str| {
        let missing = || exec_datafusion_err!("`value_history` needs the member `{name}`");
        entries.column_by_name(name).ok_or_else(missing)
    };
    let times = moments(member("time")?)?;
    let (old, new) = (texts(member("old_value")?)?, texts(member("new_value")?)?);
    let actors = numbers(member("actor_user_id")?)?;
    let change = |row| {
        let time = moment(&times, row)?;
        Some(Change { time, old: text(&old, row), new: text(&new, row), by: number(&actors, row) })
    };
    Ok((0..entries.len()).filter_map(change).collect())
}

fn list(all: &[Vec<Span>]) -> Result<ListArray> {
    let (mut values, mut actors) = (StringBuilder::new(), Int64Builder::new());
    let mut since = TimestampMicrosecondBuilder::new().with_data_type(instant());
    let mut until = TimestampMicrosecondBuilder::new().with_data_type(instant());
    for span in all.iter().flatten() {
        values.append_option(span.value.as_deref());
        since.append_option(span.since);
        until.append_option(span.until);
        actors.append_option(span.by);
    }
    let columns: Vec<ArrayRef> =
        vec![Arc::new(values.finish()), Arc::new(since.finish()), Arc::new(until.finish()), Arc::new(actors.finish())];
    let structs = StructArray::try_new(span_fields(), columns, None)?;
    let offsets = OffsetBuffer::from_lengths(all.iter().map(Vec::len));
    Ok(ListArray::try_new(span_item(), offsets, Arc::new(structs), None)?)
}
