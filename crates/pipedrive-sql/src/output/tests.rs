//! Every format on the values that are hard to write: NULL, quotes, line breaks, times, floats, lists.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, ListBuilder, RecordBatch, StringArray,
    StringBuilder, StructArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};

use super::*;

#[track_caller]
fn check(format: Format, batches: &[RecordBatch], expect: &str) {
    check_width(format, None, batches, expect);
}

#[track_caller]
fn check_width(format: Format, width: Option<usize>, batches: &[RecordBatch], expect: &str) {
    let schema = batches[0].schema();
    let mut encoder = encoder(format, &schema, Extent { max_rows: MaxRows(Some(2)), width, wide: Wide::Records });
    let mut out = Vec::new();
    encoder.begin(&mut out).unwrap();
    for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
        encoder.rows(batch, &mut out).unwrap();
    }
    encoder.finish(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), expect);
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn texts(values: &[Option<&str>]) -> RecordBatch {
    let numbers = (1..).take(values.len()).collect::<Vec<i64>>();
    batch(vec![("id", Arc::new(Int64Array::from(numbers))), ("a,b", Arc::new(StringArray::from(values.to_vec())))])
}

fn hard() -> RecordBatch {
    let mut labels = ListBuilder::new(StringBuilder::new());
    labels.values().append_value("it's \"new\"");
    labels.values().append_null();
    labels.append(true);
    labels.append(false);
    let labels: ArrayRef = Arc::new(labels.finish());
    let pair = StructArray::from(vec![(
        Arc::new(Field::new("value", DataType::Utf8, true)),
        Arc::new(StringArray::from(vec![Some("a@b"), None])) as ArrayRef,
    )]);
    let time = TimestampMicrosecondArray::from(vec![Some(1_700_000_000_000_000), None]).with_timezone("+02:00");
    batch(vec![
        ("labels", labels),
        ("mail", Arc::new(pair)),
        ("time", Arc::new(time)),
        ("day", Arc::new(Date32Array::from(vec![Some(19_675), None]))),
        ("value", Arc::new(Float64Array::from(vec![Some(0.1 + 0.2), Some(1e300)]))),
        ("flag", Arc::new(BooleanArray::from(vec![Some(true), None]))),
    ])
}

#[test]
fn csv_quotes_what_it_must_and_leaves_null_empty() {
    let rows = texts(&[Some("plain"), Some("a,\"b\"\nc"), None]);
    check(
        Format::Csv,
        &[rows.clone(), rows],
        "id,\"a,b\"\n1,plain\n2,\"a,\"\"b\"\"\nc\"\n3,\n1,plain\n2,\"a,\"\"b\"\"\nc\"\n3,\n",
    );
    check(Format::Csv, &[texts(&[])], "id,\"a,b\"\n");
}

#[test]
fn csv_writes_lists_as_json_times_in_utc_and_floats_exactly() {
    let expect = "labels,mail,time,day,value,flag\n\
        \"[\"\"it's \\\"\"new\\\"\"\"\",null]\",\"{\"\"value\"\":\"\"a@b\"\"}\",2023-11-14T22:13:20Z,2023-11-14,0.30000000000000004,true\n\
        ,\"{\"\"value\"\":null}\",,,1e300,\n";
    check(Format::Csv, &[hard()], expect);
}

#[test]
fn tsv_keeps_each_row_on_one_line() {
    check(Format::Tsv, &[texts(&[Some("a\tb\n\\"), None])], "id\ta,b\n1\ta\\tb\\n\\\\\n2\t\n");
    check(Format::Tsv, &[texts(&[])], "id\ta,b\n");
}

#[test]
fn json_is_one_array_however_many_batches_there_are() {
    let rows = texts(&[Some("x\ny"), None]);
    let objects = "{\"id\":1,\"a,b\":\"x\\ny\"},\n{\"id\":2,\"a,b\":null}";
    check(Format::Json, &[rows.clone(), rows], &format!("[{objects},\n{objects}]\n"));
    check(Format::Json, &[texts(&[])], "[]\n");
}

#[test]
fn nd_json_is_one_object_a_line() {
    let rows = texts(&[Some("x"), None]);
    check(Format::NdJson, &[rows], "{\"id\":1,\"a,b\":\"x\"}\n{\"id\":2,\"a,b\":null}\n");
    check(Format::NdJson, &[texts(&[])], "");
    let expect = "{\"labels\":[\"it's \\\"new\\\"\",null],\"mail\":{\"value\":\"a@b\"},\"time\":\"2023-11-14T22:13:20Z\",\
        \"day\":\"2023-11-14\",\"value\":0.30000000000000004,\"flag\":true}\n\
        {\"labels\":null,\"mail\":{\"value\":null},\"time\":null,\"day\":null,\"value\":1.0e300,\"flag\":null}\n";
    check(Format::NdJson, &[hard()], expect);
}

#[test]
fn a_table_shows_the_first_rows_and_how_many_more_there_are() {
    let rows = texts(&[Some("plain"), Some("two\nlines"), Some("hidden")]);
    let expect = "\
+----+-------+
| id | a,b   |
+----+-------+
|  1 | plain |
|  2 | two   |
|    | lines |
+----+-------+
… 4 more rows; `--maxrows inf` or `\\pset maxrows inf` shows all
";
    check(Format::Table, &[rows.clone(), rows], expect);
    check(Format::Table, &[texts(&[])], "+----+-----+\n| id | a,b |\n+----+-----+\n+----+-----+\n");
}

#[test]
fn a_table_wider_than_the_terminal_is_shown_record_by_record() {
    let rows = texts(&[Some("two\nlines"), None]);
    let records = "\
-[ row 1 ]---
id  | 1
a,b | two
    | lines
-[ row 2 ]---
id  | 2
a,b |
";
    let table = "\
+----+-------+
| id | a,b   |
+----+-------+
|  1 | two   |
|    | lines |
|  2 |       |
+----+-------+
";
    check_width(Format::Table, Some(14), std::slice::from_ref(&rows), table);
    check_width(Format::Table, Some(13), &[rows], records);
    check_width(Format::Table, Some(1), &[texts(&[])], "+----+-----+\n| id | a,b |\n+----+-----+\n+----+-----+\n");
}

#[test]
fn a_table_shows_control_characters_instead_of_obeying_them() {
    let expect =
        "+----+------------+\n| id | a,b        |\n+----+------------+\n|  1 | \\u{1b}[31m |\n+----+------------+\n";
    check(Format::Table, &[texts(&[Some("\x1b[31m")])], expect);
}

#[test]
fn times_of_every_precision_are_moved_to_utc() {
    for unit in [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond] {
        let zoned = DataType::Timestamp(unit, Some("-03:30".into()));
        let seconds: ArrayRef = Arc::new(Int64Array::from(vec![1_700_000_000]));
        let seconds =
            arrow::compute::cast(&seconds, &DataType::Timestamp(TimeUnit::Second, Some("UTC".into()))).unwrap();
        let column = arrow::compute::cast(&seconds, &zoned).unwrap();
        let schema = Arc::new(Schema::new(vec![Field::new("time", zoned, true)]));
        let rows = RecordBatch::try_new(schema, vec![column]).unwrap();
        check(Format::Csv, std::slice::from_ref(&rows), "time\n2023-11-14T22:13:20Z\n");
        check(Format::Json, &[rows], "[{\"time\":\"2023-11-14T22:13:20Z\"}]\n");
    }
}
