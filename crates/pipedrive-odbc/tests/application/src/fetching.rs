//! Fetching in blocks: into buffers of each type, as text, and as Arrow.

use arrow_odbc::arrow::array::{Array, AsArray, RecordBatch};
use arrow_odbc::arrow::datatypes::{DataType as Arrow, Float64Type, Int64Type, TimeUnit};
use arrow_odbc::arrow::util::display::array_value_to_string;
use arrow_odbc::{OdbcReaderBuilder, TextEncoding};
use odbc_api::buffers::{BufferDesc, ColumnarDynBuffer};
use odbc_api::sys::{Date, Timestamp};
use odbc_api::{Bit, Connection, Cursor, DataType, Error, IntoParameter, ResultSetMetadata};

use crate::account::{Account, rows, rows_by, value};

/// A column of each type: an expression, the SQL type, the Arrow type that `arrow-odbc` makes of it, and the value as text.
fn columns() -> Vec<(&'static str, DataType, Arrow, &'static str)> {
    let text = std::num::NonZeroUsize::new;
    let micros = || Arrow::Timestamp(TimeUnit::Microsecond, None);
    vec![
        ("true", DataType::Bit, Arrow::Boolean, "true"),
        ("CAST(-8 AS TINYINT)", DataType::TinyInt, Arrow::Int8, "-8"),
        ("CAST(200 AS TINYINT UNSIGNED)", DataType::TinyInt, Arrow::UInt8, "200"),
        ("CAST(-300 AS SMALLINT)", DataType::SmallInt, Arrow::Int16, "-300"),
        ("CAST(70000 AS INT)", DataType::Integer, Arrow::Int32, "70000"),
        ("9007199254740993", DataType::BigInt, Arrow::Int64, "9007199254740993"),
        ("CAST(1.5 AS REAL)", DataType::Real, Arrow::Float32, "1.5"),
        ("CAST(0.1 AS DOUBLE)", DataType::Double, Arrow::Float64, "0.1"),
        (
            "CAST(-12.34 AS DECIMAL(10, 2))",
            DataType::Decimal { precision: 10, scale: 2 },
            Arrow::Decimal128(10, 2),
            "-12.34",
        ),
        ("'ü€😀'", DataType::WVarchar { length: text(4000) }, Arrow::Utf8, "ü€😀"),
        ("arrow_cast('abc', 'Binary')", DataType::Varbinary { length: text(4000) }, Arrow::Binary, "616263"),
        ("DATE '2024-02-29'", DataType::Date, Arrow::Date32, "2024-02-29"),
        (
            "arrow_cast('2024-02-29T23:59:58.123456', 'Timestamp(Microsecond, None)')",
            DataType::Timestamp { precision: 6 },
            micros(),
            "2024-02-29T23:59:58.123456",
        ),
        (
            "arrow_cast('23:59:58', 'Time32(Second)')",
            DataType::Time { precision: 0 },
            Arrow::Time32(TimeUnit::Second),
            "23:59:58",
        ),
        ("make_array(1, 2)", DataType::WLongVarchar { length: text(65_535) }, Arrow::Utf8, "[1,2]"),
    ]
}

/// Three rows with every type; all columns of the second are NULL.
fn every_type() -> String {
    let cell = |(at, expression): (usize, &str)| format!("CASE WHEN n <> 2 THEN {expression} END AS c{at}");
    let cells: Vec<String> = columns().iter().map(|column| column.0).enumerate().map(cell).collect();
    format!("SELECT {} FROM (VALUES (1), (2), (3)) AS t(n) ORDER BY n", cells.join(", "))
}

/// Every type is described, fetched into a buffer of its own type, and becomes its type of Arrow, NULL included.
pub(crate) fn types(account: &Account) {
    let connection = account.connect();
    let mut cursor = connection.execute(&every_type(), (), None).unwrap().unwrap();
    let expected = columns();
    let mut buffers = Vec::new();
    for (number, (expression, sql_type, arrow, _)) in (1..).zip(&expected) {
        assert_eq!(cursor.col_data_type(number).unwrap(), *sql_type, "{expression}");
        assert_eq!(cursor.col_name(number).unwrap(), format!("c{}", number - 1));
        assert!(cursor.col_nullability(number).unwrap().could_be_nullable());
        let is_unsigned = *arrow == Arrow::UInt8;
        let fitting = BufferDesc::from_data_type(*sql_type, true).unwrap();
        buffers.push(if is_unsigned { BufferDesc::U8 { nullable: true } } else { fitting });
    }
    let mut cursor = cursor.bind_buffer(ColumnarDynBuffer::from_descs(2, buffers)).unwrap();
    let block = cursor.fetch().unwrap().unwrap();
    assert_eq!(block.num_rows(), 2);
    let bits: Vec<Option<&Bit>> = block.column(0).as_nullable_slice().unwrap().collect();
    assert_eq!(bits, [Some(&Bit(1)), None]);
    let small: Vec<Option<&u8>> = block.column(2).as_nullable_slice().unwrap().collect();
    assert_eq!(small, [Some(&200), None]);
    let whole: Vec<Option<&i64>> = block.column(5).as_nullable_slice().unwrap().collect();
    assert_eq!(whole, [Some(&9_007_199_254_740_993), None]);
    let floats: Vec<Option<&f32>> = block.column(6).as_nullable_slice().unwrap().collect();
    assert_eq!(floats, [Some(&1.5), None]);
    let text: Vec<Option<&[u8]>> = block.column(9).as_text().unwrap().iter().collect();
    assert_eq!(text, [Some("ü€😀".as_bytes()), None]);
    let bytes: Vec<Option<&[u8]>> = block.column(10).as_binary().unwrap().iter().collect();
    assert_eq!(bytes, [Some(&b"abc"[..]), None]);
    let dates: Vec<Option<&Date>> = block.column(11).as_nullable_slice().unwrap().collect();
    assert_eq!(dates, [Some(&Date { year: 2024, month: 2, day: 29 }), None]);
    let moments: Vec<Option<&Timestamp>> = block.column(12).as_nullable_slice().unwrap().collect();
    let moment = Timestamp { year: 2024, month: 2, day: 29, hour: 23, minute: 59, second: 58, fraction: 123_456_000 };
    assert_eq!(moments, [Some(&moment), None]);
    assert_eq!(cursor.fetch().unwrap().unwrap().num_rows(), 1);
    assert!(cursor.fetch().unwrap().is_none());
    drop(cursor);

    for encoding in [TextEncoding::Utf8, TextEncoding::Utf16] {
        let batches = arrow(&connection, &every_type(), 2, encoding);
        assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [2, 1]);
        for (at, (expression, _, arrow, text)) in expected.iter().enumerate() {
            let column = batches[0].column(at);
            assert_eq!(column.data_type(), arrow, "{expression}");
            assert_eq!(array_value_to_string(column, 0).unwrap(), *text, "{expression}");
            assert!(column.is_null(1), "{expression}");
            assert_eq!(array_value_to_string(batches[1].column(at), 0).unwrap(), *text, "{expression}");
        }
    }
}

/// A query as batches of Arrow.
fn arrow(connection: &Connection<'_>, sql: &str, rows: usize, encoding: TextEncoding) -> Vec<RecordBatch> {
    let cursor = connection.execute(sql, (), None).unwrap().unwrap();
    let mut builder = OdbcReaderBuilder::new();
    builder.with_max_num_rows_per_batch(rows).with_max_text_size(1000).with_payload_text_encoding(encoding);
    let reader = builder.build(cursor).unwrap();
    reader.map(Result::unwrap).collect()
}

/// Rows do not depend on how many are fetched at once, also where blocks and pages end at different rows.
pub(crate) fn blocks(account: &Account) {
    assert!(same_in_blocks(account, "", &[7, 100, 499, 5000]) > 300);
}

/// The same with few rows, for a machine that takes its time.
pub(crate) fn few_blocks(account: &Account) {
    assert_eq!(same_in_blocks(account, "LIMIT 60", &[7, 500]), 60);
}

/// How many rows there are in blocks of each of the sizes, and one by one.
fn same_in_blocks(account: &Account, limit: &str, blocks: &[usize]) -> usize {
    let connection = account.connect();
    let columns =
        "id, title, value, currency, status, add_time, expected_close_date, is_archived, person_id, label_ids";
    let sql = format!("SELECT {columns} FROM deals ORDER BY id {limit}");
    let one_by_one = rows_by(&connection, &sql, (), 1);
    assert!(one_by_one.iter().any(|row| row.contains(&None)) && one_by_one[0].len() == 10);
    for block in blocks {
        assert!(rows_by(&connection, &sql, (), *block) == one_by_one, "blocks of {block} rows are not the same");
    }
    assert_eq!(rows(&connection, "SELECT id FROM deals WHERE id = -1", ()), Vec::<Vec<_>>::new());
    one_by_one.len()
}

/// Long texts come whole in pieces, and where a buffer cuts them, that is told.
pub(crate) fn texts(account: &Account) {
    let connection = account.connect();
    for unit in ["x", "é", "€", "😀", "x€", "a😀"] {
        for length in [0, 1, 254, 255, 256, 257, 20_000] {
            let text = unit.repeat(length);
            let sql = format!("SELECT repeat('{unit}', {length}), 'after'");
            let mut cursor = connection.execute(&sql, (), None).unwrap().unwrap();
            let mut row = cursor.next_row().unwrap().unwrap();
            let (mut bytes, mut after) = (Vec::new(), Vec::new());
            assert!(row.get_text(1, &mut bytes).unwrap());
            assert!(String::from_utf8(bytes).unwrap() == text, "{length} × {unit} as UTF-8");
            assert!(row.get_text(2, &mut after).unwrap());
            assert_eq!(after, b"after");
            drop(cursor);
            let mut cursor = connection.execute(&sql, (), None).unwrap().unwrap();
            let mut units = Vec::new();
            assert!(cursor.next_row().unwrap().unwrap().get_wide_text(1, &mut units).unwrap());
            assert!(String::from_utf16(&units).unwrap() == text, "{length} × {unit} as UTF-16");
        }
    }

    // A long note is in a column of a long type, so that its batch has room for it.
    let note = "ü€😀 ".repeat(1500);
    let insert = "INSERT INTO notes (content, deal_id) VALUES (?, 3)";
    connection.execute(insert, &note.as_str().into_parameter(), None).unwrap();
    let sql = "SELECT content FROM notes WHERE deal_id = 3 AND content LIKE 'ü€😀%'";
    let mut builder = OdbcReaderBuilder::new();
    builder.with_max_num_rows_per_batch(10).with_payload_text_encoding(TextEncoding::Utf8);
    let reader = builder.build(connection.execute(sql, (), None).unwrap().unwrap()).unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0].column(0).as_string::<i32>().iter().collect::<Vec<_>>(), [Some(note.as_str())]);

    let sql = "SELECT repeat('é', 100)";
    let cursor = connection.execute(sql, (), None).unwrap().unwrap();
    let buffer = ColumnarDynBuffer::from_descs(1, [BufferDesc::Text { max_str_len: 11 }]);
    let mut cursor = cursor.bind_buffer(buffer).unwrap();
    match cursor.fetch_with_truncation_check(true).map(|_| ()) {
        Err(Error::TooLargeValueForBuffer { indicator, buffer_index }) => {
            assert_eq!((indicator, buffer_index), (Some(200), 0));
        }
        other => panic!("{other:?}"),
    }
    drop(cursor);
    // No character is split in a bound buffer, and no byte behind the text is counted to it.
    let cursor = connection.execute(sql, (), None).unwrap().unwrap();
    let buffer = ColumnarDynBuffer::from_descs(1, [BufferDesc::Text { max_str_len: 11 }]);
    let mut cursor = cursor.bind_buffer(buffer).unwrap();
    let block = cursor.fetch().unwrap().unwrap();
    let text = block.column(0).as_text().unwrap().get(0).unwrap();
    assert!(String::from_utf8_lossy(text).starts_with("ééééé"), "{text:?}");
}

/// A table as batches of Arrow, also fetched ahead by a thread, is the same as in texts.
pub(crate) fn batches(account: &Account) {
    let connection = account.connect();
    let sql = "SELECT id, title, value, add_time, is_archived FROM deals ORDER BY id";
    let batches = arrow(&connection, sql, 100, TextEncoding::Utf8);
    let texts = rows(&connection, sql, ());
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), texts.len());
    assert!(batches[..batches.len() - 1].iter().all(|batch| batch.num_rows() == 100));
    let mut at = 0;
    for batch in &batches {
        let (ids, titles) = (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_string::<i32>());
        let values = batch.column(2).as_primitive::<Float64Type>();
        for row in 0..batch.num_rows() {
            assert_eq!(Some(ids.value(row).to_string()), texts[at][0]);
            let title = (!titles.is_null(row)).then(|| titles.value(row).to_owned());
            assert_eq!(title, texts[at][1]);
            let value = texts[at][2].as_ref().map(|text| text.parse::<f64>().unwrap());
            assert_eq!((!values.is_null(row)).then(|| values.value(row)), value);
            at += 1;
        }
    }

    let cursor = account.connect().into_cursor(sql, (), None).map_err(Error::from).unwrap().unwrap();
    let ahead = OdbcReaderBuilder::new().with_max_num_rows_per_batch(100).build(cursor).unwrap();
    let schema = ahead.into_concurrent().unwrap();
    let ahead: Vec<RecordBatch> = schema.map(Result::unwrap).collect();
    assert_eq!(ahead, batches);
    let count = value(&connection, "SELECT count(*) FROM deals", ()).unwrap();
    assert_eq!(count, texts.len().to_string());
}
