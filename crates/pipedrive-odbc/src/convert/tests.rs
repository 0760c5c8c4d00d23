//! Values into buffers of every type, and parameters out of them.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int32Array, ListArray, Time64NanosecondArray, TimestampMicrosecondArray,
    TimestampSecondArray,
};
use arrow::datatypes::Int64Type;
use chrono::Timelike;

use super::number::Exact;
use super::*;
use crate::abi::{c_type, length, sql_type as sql, structs};

/// What is in the buffer, or the SQLSTATE; `cut` is the state of the warning.
#[derive(Debug, PartialEq)]
struct Got {
    bytes: Vec<u8>,
    length: isize,
    cut: &'static str,
}

fn fetch(cell: &Cell<'_>, c_type: i16, capacity: usize, scale: i16) -> Result<Got, &'static str> {
    // One guard byte before makes the buffer odd, one behind tells whether too much was written.
    let room = fixed_size(c_type).unwrap_or(capacity);
    let mut memory = vec![0xAA_u8; room + 2];
    let mut indicator = 77_isize;
    let target = Target {
        c_type,
        buffer: memory[1..].as_mut_ptr(),
        capacity: isize::try_from(capacity).unwrap(),
        length: &raw mut indicator,
        indicator: &raw mut indicator,
        precision: 0,
        scale,
    };
    // SAFETY: the buffer has room for the type, or for `capacity` bytes.
    let stored = unsafe { store(cell, &target, None) };
    assert_eq!((memory[0], memory[room + 1]), (0xAA, 0xAA), "written beside the buffer");
    let cut = match stored.map_err(|error| error.state)? {
        Stored::Whole => "",
        Stored::Truncated => "01004",
        Stored::FractionCut => "01S07",
        Stored::Nothing => "nothing",
    };
    let written = memory[1..=room].to_vec();
    Ok(Got { bytes: written, length: indicator, cut })
}

#[track_caller]
fn check_text(cell: &Cell<'_>, capacity: usize, expect: Result<(&str, isize, &str), &str>) {
    let got = fetch(cell, c_type::CHAR, capacity, 0).map(|got| {
        let end = got.bytes.iter().position(|byte| *byte == 0).unwrap();
        (String::from_utf8(got.bytes[..end].to_vec()).unwrap(), got.length, got.cut)
    });
    assert_eq!(got, expect.map(|(text, length, cut)| (text.to_owned(), length, cut)), "{cell:?}");
}

#[track_caller]
fn check_fixed(cell: &Cell<'_>, c_type: i16, expect: Result<(&[u8], &'static str), &'static str>) {
    let got = fetch(cell, c_type, 0, 1).map(|got| (got.bytes, got.cut));
    assert_eq!(got, expect.map(|(bytes, cut)| (bytes.to_vec(), cut)), "{cell:?} as {c_type}");
}

fn moment(text: &str) -> Cell<'static> {
    Cell::Timestamp(super::moment::parse_timestamp(text).unwrap(), 6)
}

fn decimal(unscaled: i128, scale: u32) -> Cell<'static> {
    Cell::Decimal(Exact { unscaled, scale })
}

#[test]
fn a_text_is_cut_anywhere_and_a_number_only_behind_its_point() {
    check_text(&Cell::Text("deals"), 6, Ok(("deals", 5, "")));
    check_text(&Cell::Text("deals"), 3, Ok(("de", 5, "01004")));
    check_text(&Cell::Int(-120), 5, Ok(("-120", 4, "")));
    check_text(&Cell::Int(-120), 4, Err("22003"));
    check_text(&decimal(12_345, 2), 5, Ok(("123.", 6, "01004")));
    check_text(&decimal(12_345, 2), 3, Err("22003"));
    check_text(&Cell::Float(1.5e300), 4, Err("22003"));
    check_text(&Cell::Float(0.1), 9, Ok(("0.1", 3, "")));
    check_text(&Cell::Real(0.1), 9, Ok(("0.1", 3, "")));
    check_text(&Cell::Real(1.5e30), 9, Ok(("1.5e30", 6, "")));
    check_text(&Cell::Bool(true), 2, Ok(("1", 1, "")));
    check_text(&Cell::Bytes(&[0, 0xAB]), 9, Ok(("00AB", 4, "")));
    check_text(&moment("2025-01-31 08:15:00.25"), 30, Ok(("2025-01-31 08:15:00.250000", 26, "")));
    check_text(&moment("2025-01-31 08:15:00.25"), 20, Ok(("2025-01-31 08:15:00", 26, "01004")));
    check_text(&moment("2025-01-31 08:15:00.25"), 19, Err("22003"));
}

#[test]
fn numbers_go_into_every_number_buffer_they_fit_into() {
    check_fixed(&Cell::Int(7), c_type::SLONG, Ok((&7_i32.to_ne_bytes(), "")));
    check_fixed(&Cell::Int(7), c_type::LONG, Ok((&7_i32.to_ne_bytes(), "")));
    check_fixed(&Cell::Int(-7), c_type::SSHORT, Ok((&(-7_i16).to_ne_bytes(), "")));
    check_fixed(&Cell::Int(-7), c_type::ULONG, Err("22003"));
    check_fixed(&Cell::Int(300), c_type::UTINYINT, Err("22003"));
    check_fixed(&Cell::UInt(u64::MAX), c_type::UBIGINT, Ok((&u64::MAX.to_ne_bytes(), "")));
    check_fixed(&Cell::UInt(u64::MAX), c_type::SBIGINT, Err("22003"));
    check_fixed(&Cell::Float(2.75), c_type::SBIGINT, Ok((&2_i64.to_ne_bytes(), "01S07")));
    check_fixed(&Cell::Float(f64::NAN), c_type::SBIGINT, Err("22003"));
    check_fixed(&Cell::Float(1e300), c_type::FLOAT, Err("22003"));
    check_fixed(&Cell::Float(0.5), c_type::FLOAT, Ok((&0.5_f32.to_ne_bytes(), "")));
    check_fixed(&decimal(1250, 3), c_type::DOUBLE, Ok((&1.25_f64.to_ne_bytes(), "")));
    check_fixed(&Cell::Text(" 42 "), c_type::SLONG, Ok((&42_i32.to_ne_bytes(), "")));
    check_fixed(&Cell::Text("4.2"), c_type::SLONG, Ok((&4_i32.to_ne_bytes(), "01S07")));
    check_fixed(&Cell::Text("many"), c_type::SLONG, Err("22018"));
    check_fixed(&Cell::Bool(true), c_type::BIT, Ok((&[1], "")));
    check_fixed(&Cell::Int(2), c_type::BIT, Err("22003"));
    check_fixed(&Cell::Bytes(&[1]), c_type::SLONG, Err("07006"));
    check_fixed(&Cell::Int(1), 4711, Err("07006"));
}

#[test]
fn exact_numbers_keep_the_digits_the_program_asks_for() {
    let numeric = |unscaled: u8, sign| {
        let mut bytes = vec![38, 1, sign, unscaled];
        bytes.resize(19, 0);
        bytes
    };
    check_fixed(&decimal(125, 1), c_type::NUMERIC, Ok((&numeric(125, 1), "")));
    check_fixed(&decimal(-125, 2), c_type::NUMERIC, Ok((&numeric(12, 0), "01S07")));
    check_fixed(&Cell::Float(1.5), c_type::NUMERIC, Ok((&numeric(15, 1), "")));
    check_fixed(&Cell::Text("x"), c_type::NUMERIC, Err("22018"));
}

#[test]
fn dates_times_and_timestamps_become_each_other_where_that_makes_sense() {
    let date = [2025_u16, 1, 31].map(u16::to_ne_bytes).concat();
    let time = [8_u16, 15, 1].map(u16::to_ne_bytes).concat();
    let whole = moment("2025-01-31 08:15:01");
    check_fixed(&whole, c_type::TYPE_DATE, Ok((&date, "01S07")));
    check_fixed(&moment("2025-01-31"), c_type::TYPE_DATE, Ok((&date, "")));
    check_fixed(&whole, c_type::TYPE_TIME, Ok((&time, "")));
    check_fixed(&moment("2025-01-31 08:15:01.5"), c_type::TIME, Ok((&time, "01S07")));
    let fraction = 500_000_000_u32.to_ne_bytes();
    let stamp = [date.as_slice(), &time, &fraction].concat();
    check_fixed(&moment("2025-01-31 08:15:01.5"), c_type::TYPE_TIMESTAMP, Ok((&stamp, "")));
    check_fixed(&Cell::Text("2025-01-31T08:15:01.5Z"), c_type::TIMESTAMP, Ok((&stamp, "")));
    check_fixed(&Cell::Text("yesterday"), c_type::TYPE_DATE, Err("22018"));
    check_fixed(&Cell::Int(1), c_type::TYPE_DATE, Err("07006"));
    check_fixed(&whole, c_type::SLONG, Err("07006"));
}

#[test]
fn a_time_alone_is_one_of_today() {
    let time = chrono::NaiveTime::from_hms_opt(8, 15, 1).unwrap();
    let before = chrono::Utc::now().date_naive();
    let got = fetch(&Cell::Time(time), c_type::TYPE_TIMESTAMP, 0, 0).unwrap();
    let after = chrono::Utc::now().date_naive();
    let stamp = |date: chrono::NaiveDate| {
        let Ok(Got { bytes, .. }) = fetch(&Cell::Timestamp(date.and_time(time), 6), c_type::TYPE_TIMESTAMP, 0, 0)
        else {
            panic!("{date}")
        };
        bytes
    };
    assert!([before, after].map(stamp).contains(&got.bytes), "{:?}", got.bytes);
}

#[test]
fn guids_come_out_of_texts() {
    let expect = [&1_u32.to_ne_bytes()[..], &2_u16.to_ne_bytes(), &3_u16.to_ne_bytes(), &[4; 8]].concat();
    check_fixed(&Cell::Text("00000001-0002-0003-0404-040404040404"), c_type::GUID, Ok((&expect, "")));
    check_fixed(&Cell::Text("{00000001-0002-0003-0404-040404040404}"), c_type::GUID, Ok((&expect, "")));
    check_fixed(&Cell::Text("00000001000200030404040404040404"), c_type::GUID, Err("22018"));
    check_fixed(&Cell::Int(1), c_type::GUID, Err("07006"));
}

#[test]
fn null_needs_an_indicator() {
    assert_eq!(fetch(&Cell::Null, c_type::SLONG, 0, 0).unwrap().length, length::NULL_DATA);
    let none = std::ptr::null_mut::<isize>();
    let target = Target {
        c_type: c_type::CHAR,
        buffer: none.cast(),
        capacity: 0,
        length: none,
        indicator: none,
        precision: 0,
        scale: 0,
    };
    // SAFETY: all pointers are null.
    let stored = unsafe { store(&Cell::Null, &target, None) };
    assert_eq!(stored.unwrap_err().state, "22002");
}

#[test]
fn pieces_follow_each_other_until_nothing_is_left() {
    let mut memory = [0_u8; 4];
    let mut indicator = 0_isize;
    let mut delivery = Delivery::default();
    let mut step = |c_type, cell: &Cell<'_>, delivery: &mut Delivery| {
        let (length, buffer) = (&raw mut indicator, memory.as_mut_ptr());
        let target = Target { c_type, buffer, capacity: 4, length, indicator: length, precision: 0, scale: 0 };
        // SAFETY: the buffer has four bytes.
        let stored = unsafe { store(cell, &target, Some(delivery)) }.unwrap();
        (stored, indicator)
    };
    let text = Cell::Text("abcdefg");
    assert_eq!(step(c_type::CHAR, &text, &mut delivery), (Stored::Truncated, 7));
    assert_eq!(step(c_type::CHAR, &text, &mut delivery), (Stored::Truncated, 4));
    assert_eq!(step(c_type::CHAR, &text, &mut delivery), (Stored::Whole, 1));
    assert_eq!(step(c_type::CHAR, &text, &mut delivery).0, Stored::Nothing);
    let mut delivery = Delivery::default();
    let bytes = Cell::Bytes(b"abcdef");
    assert_eq!(step(c_type::BINARY, &bytes, &mut delivery), (Stored::Truncated, 6));
    assert_eq!(step(c_type::BINARY, &bytes, &mut delivery), (Stored::Whole, 2));
    assert_eq!(step(c_type::BINARY, &bytes, &mut delivery).0, Stored::Nothing);
    let mut delivery = Delivery::default();
    assert_eq!(step(c_type::SLONG, &Cell::Int(1), &mut delivery), (Stored::Whole, 4));
    assert_eq!(step(c_type::SLONG, &Cell::Int(1), &mut delivery).0, Stored::Nothing);
}

#[test]
fn pieces_in_a_buffer_of_another_type_begin_anew() {
    let check = |cell: &Cell<'_>, steps: &[(i16, isize, Stored, isize)]| {
        let mut memory = [0_u8; 8];
        let mut indicator = 0_isize;
        let mut delivery = Delivery::default();
        for (step, (c_type, capacity, stored, available)) in steps.iter().copied().enumerate() {
            let (length, buffer) = (&raw mut indicator, memory.as_mut_ptr());
            let target = Target { c_type, buffer, capacity, length, indicator: length, precision: 0, scale: 0 };
            // SAFETY: no case passes more than the buffer has.
            let got = unsafe { store(cell, &target, Some(&mut delivery)) }.unwrap();
            assert_eq!((got, indicator), (stored, available), "{cell:?}, step {step}");
        }
    };
    let (cut, whole) = (Stored::Truncated, Stored::Whole);
    // Asking how long a value is takes nothing of it, also where it is empty.
    let empty = [(c_type::BINARY, 0, whole, 0), (c_type::WCHAR, 8, whole, 0), (c_type::WCHAR, 8, Stored::Nothing, 0)];
    check(&Cell::Text(""), &empty);
    check(&Cell::Text(""), &[(c_type::BINARY, 0, whole, 0), (c_type::BINARY, 8, whole, 0)]);
    check(&Cell::Null, &[(c_type::CHAR, 0, whole, -1), (c_type::CHAR, 8, whole, -1)]);
    let text = [
        (c_type::CHAR, 3, cut, 5),
        (c_type::BINARY, 2, cut, 5),
        (c_type::CHAR, 4, cut, 5),
        (c_type::CHAR, 8, whole, 2),
        (c_type::CHAR, 8, Stored::Nothing, 2),
        (c_type::WCHAR, 8, whole, 6),
    ];
    check(&Cell::Text("a\u{20AC}b"), &text);
    let bytes = [(c_type::CHAR, 4, cut, 4), (c_type::BINARY, 1, cut, 2), (c_type::CHAR, 8, whole, 4)];
    check(&Cell::Bytes(&[0, 0xAB]), &bytes);
    check(&Cell::Int(7), &[(c_type::SLONG, 0, whole, 4), (c_type::CHAR, 8, whole, 1)]);
}

#[test]
fn columns_of_all_kinds_give_their_values() {
    let check = |array: ArrayRef, expect: Cell<'_>| {
        let column = Column::new(&array).unwrap();
        assert_eq!((column.cell(0), column.cell(1)), (Ok(expect), Ok(Cell::Null)), "{}", array.data_type());
    };
    check(Arc::new(Int32Array::from(vec![Some(7), None])), Cell::Int(7));
    check(Arc::new(TimestampMicrosecondArray::from(vec![Some(-1), None])), moment("1969-12-31 23:59:59.999999"));
    check(
        Arc::new(Date32Array::from(vec![Some(1), None])),
        Cell::Date(chrono::NaiveDate::from_ymd_opt(1970, 1, 2).unwrap()),
    );
    let decimals = Decimal128Array::from(vec![Some(125), None]).with_precision_and_scale(9, 2).unwrap();
    check(Arc::new(decimals), decimal(125, 2));
    let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), None]);
    check(Arc::new(lists), Cell::Text("[1,null]"));
}

#[test]
fn dates_too_far_away_are_no_nulls() {
    let check = |array: ArrayRef| {
        let column = Column::new(&array).unwrap();
        assert_eq!(column.cell(0).map_err(|error| error.state), Err("22008"), "{}", array.data_type());
    };
    check(Arc::new(Date32Array::from(vec![i32::MAX])));
    check(Arc::new(Date32Array::from(vec![i32::MIN])));
    check(Arc::new(TimestampSecondArray::from(vec![i64::MAX])));
    check(Arc::new(Time64NanosecondArray::from(vec![-1])));
}

#[test]
fn parameters_become_what_their_sql_type_says() {
    let check = |c_type: i16, bytes: &[u8], sql_type: i16, expect: Result<Value, &str>| {
        let source = Source { c_type, data: bytes.as_ptr(), length: isize::try_from(bytes.len()).unwrap() };
        // SAFETY: the bytes are a value of the type, or text of that length.
        let value = unsafe { read(source) }.and_then(|value| convert(value, sql_type)).map_err(|error| error.state);
        assert_eq!(value, expect);
    };
    check(c_type::SLONG, &7_i32.to_ne_bytes(), sql::INTEGER, Ok(Value::Int(7)));
    check(c_type::UBIGINT, &u64::MAX.to_ne_bytes(), sql::BIGINT, Ok(Value::UInt(u64::MAX)));
    check(c_type::CHAR, b"7", sql::INTEGER, Ok(Value::Int(7)));
    check(c_type::CHAR, b"7.5", sql::INTEGER, Err("22003"));
    check(c_type::CHAR, b"7.5", sql::DECIMAL, Ok(Value::Decimal(Exact { unscaled: 75, scale: 1 })));
    check(c_type::CHAR, b"seven", sql::DOUBLE, Err("22018"));
    check(c_type::CHAR, b"seven", sql::VARCHAR, Ok(Value::Text("seven".to_owned())));
    check(c_type::CHAR, b"\xff", sql::VARCHAR, Err("22018"));
    check(c_type::SLONG, &7_i32.to_ne_bytes(), sql::VARCHAR, Ok(Value::Int(7)));
    check(c_type::BINARY, &[1, 2], sql::VARBINARY, Ok(Value::Bytes(vec![1, 2])));
    check(c_type::CHAR, b"0102", sql::VARBINARY, Ok(Value::Bytes(vec![1, 2])));
    check(c_type::DOUBLE, &1.5_f64.to_ne_bytes(), sql::DOUBLE, Ok(Value::Float(1.5)));
    let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 31).unwrap();
    let date = [2025_u16, 1, 31].map(u16::to_ne_bytes).concat();
    check(c_type::TYPE_DATE, &date, sql::TYPE_DATE, Ok(Value::Date(day)));
    check(c_type::CHAR, b"2025-01-31", sql::TYPE_DATE, Ok(Value::Date(day)));
    let fraction = |nanoseconds: u32| {
        let stamp = [2025_u16, 1, 31, 15, 0, 7].map(u16::to_ne_bytes).concat();
        [stamp.as_slice(), &nanoseconds.to_ne_bytes()].concat()
    };
    let seconds = chrono::NaiveTime::from_hms_opt(15, 0, 7).unwrap();
    let exact = seconds.with_nanosecond(123_456_000).unwrap();
    let midnight = [2025_u16, 1, 31, 0, 0, 0, 0, 0].map(u16::to_ne_bytes).concat();
    check(c_type::TYPE_TIMESTAMP, &midnight, sql::TYPE_DATE, Ok(Value::Date(day)));
    check(c_type::TYPE_TIMESTAMP, &fraction(0), sql::TYPE_DATE, Err("22008"));
    check(c_type::CHAR, b"2025-01-31 15:00:07", sql::TYPE_DATE, Err("22008"));
    check(c_type::CHAR, b"2025-01-31 00:00:00", sql::TYPE_DATE, Ok(Value::Date(day)));
    check(c_type::TYPE_TIMESTAMP, &fraction(0), sql::TYPE_TIME, Ok(Value::Time(seconds)));
    check(c_type::TYPE_TIMESTAMP, &fraction(1000), sql::TYPE_TIME, Err("22008"));
    check(
        c_type::TYPE_TIMESTAMP,
        &fraction(123_456_000),
        sql::TYPE_TIMESTAMP,
        Ok(Value::Timestamp(day.and_time(exact))),
    );
    check(c_type::TYPE_TIMESTAMP, &fraction(123_456_700), sql::TYPE_TIMESTAMP, Err("22008"));
    check(c_type::CHAR, b"2025-01-31 15:00:07.1234567", sql::TYPE_TIMESTAMP, Err("22008"));
    check(c_type::CHAR, b"15:00:07.123456", sql::TYPE_TIME, Ok(Value::Time(exact)));
    let no_day = [2025_u16, 2, 31].map(u16::to_ne_bytes).concat();
    check(c_type::TYPE_DATE, &no_day, sql::TYPE_DATE, Err("22007"));
    check(4711, &[0; 4], sql::INTEGER, Err("HY003"));
    assert_eq!(size_of::<structs::Numeric>(), fixed_size(c_type::NUMERIC).unwrap());
}
