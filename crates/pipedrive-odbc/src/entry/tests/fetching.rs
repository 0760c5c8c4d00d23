//! Executing and fetching.

use super::*;

/// `SQL_ATTR_ROW_BIND_TYPE`, `SQL_ATTR_ROW_BIND_OFFSET_PTR`, `SQL_ATTR_ROW_STATUS_PTR`, `SQL_ATTR_ROWS_FETCHED_PTR`,
/// `SQL_ATTR_ROW_ARRAY_SIZE`.
const BIND_TYPE: i32 = 5;
const BIND_OFFSET: i32 = 23;
const STATUS: i32 = 25;
const FETCHED: i32 = 26;
const ARRAY_SIZE: i32 = 27;

fn set(statement: Handle, attribute: i32, value: usize) {
    let value = std::ptr::without_provenance_mut(value);
    assert_eq!(SQLSetStmtAttr(statement, attribute, value, 0), returns::SUCCESS);
}

fn set_pointer<T>(statement: Handle, attribute: i32, value: *mut T) {
    assert_eq!(SQLSetStmtAttr(statement, attribute, value.cast(), 0), returns::SUCCESS);
}

#[test]
fn rows_are_read_column_by_column() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT 1 AS a, 'x' AS b, CAST(NULL AS VARCHAR) AS c, DATE '2025-01-31' AS d, [1, 2] AS e");
    assert_eq!(rows(statement), ["1|x|NULL|2025-01-31|[1,2]"]);
    run(statement, "SELECT id FROM deals WHERE id <= 3 ORDER BY id");
    assert_eq!(rows(statement), ["1", "2", "3"]);
    run(statement, "SELECT {fn UCASE('won')}, {d '2025-01-31'}");
    assert_eq!(rows(statement), ["WON|2025-01-31"]);
}

#[test]
fn columns_tell_their_names_and_types() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT id, title, value, add_time, label_ids, _extra FROM deals LIMIT 1");
    let check = |number: u16, expect: (&str, i16, usize)| {
        let (mut name, mut length, mut kind, mut size, mut digits, mut nullable) = ([0_u8; 64], 0, 0, 0, 0, 0);
        let name_at = name.as_mut_ptr().cast();
        let (kind_at, size_at, digits_at) = (&raw mut kind, &raw mut size, &raw mut digits);
        let code = SQLDescribeCol(
            statement,
            number,
            name_at,
            64,
            &raw mut length,
            kind_at,
            size_at,
            digits_at,
            &raw mut nullable,
        );
        let name = String::from_utf8_lossy(&name[..usize::try_from(length).unwrap()]).into_owned();
        assert_eq!((code, name.as_str(), kind, size), (returns::SUCCESS, expect.0, expect.1, expect.2));
    };
    check(1, ("id", -5, 19));
    check(2, ("title", -9, 4000));
    check(3, ("value", 8, 15));
    check(4, ("add_time", 93, 26));
    check(5, ("label_ids", -10, 65_535));
    check(6, ("_extra", -10, 65_535));
    let nothing = null_mut();
    let code = SQLDescribeCol(statement, 7, nothing, 0, null_mut(), null_mut(), null_mut(), null_mut(), null_mut());
    assert_eq!((code, state(handle_type::STMT, statement).as_deref()), (returns::ERROR, Some("07009")));
}

#[test]
fn arrays_of_rows_are_filled_by_column() {
    let program = Program::open("");
    let statement = program.statement();
    let (mut ids, mut lengths, mut status, mut fetched) = ([0_i64; 4], [0_isize; 4], [9_u16; 4], 0_usize);
    let (mut titles, mut title_lengths) = ([[0_u8; 9]; 4], [0_isize; 4]);
    set(statement, ARRAY_SIZE, 4);
    set_pointer(statement, STATUS, status.as_mut_ptr());
    set_pointer(statement, FETCHED, &raw mut fetched);
    SQLBindCol(statement, 1, c_type::SBIGINT, ids.as_mut_ptr().cast(), 0, lengths.as_mut_ptr());
    SQLBindCol(statement, 2, c_type::CHAR, titles.as_mut_ptr().cast(), 9, title_lengths.as_mut_ptr());
    run(statement, "SELECT value, concat('number ', value) FROM generate_series(1, 6)");
    assert_eq!(SQLFetch(statement), returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
    assert_eq!((ids, lengths, status, fetched), ([1, 2, 3, 4], [8; 4], [0; 4], 4));
    assert_eq!((&titles[3], title_lengths), (b"number 4\0", [8; 4]));
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    assert_eq!((&ids[..2], status, fetched), ([5, 6].as_slice(), [0, 0, 3, 3], 2));
    assert_eq!((SQLFetch(statement), fetched), (returns::NO_DATA, 0));
}

#[test]
fn arrays_of_rows_are_filled_by_row_from_an_offset_on() {
    #[repr(C)]
    #[derive(Clone, Copy, Default)]
    struct Row {
        id: i32,
        indicator: isize,
    }
    let program = Program::open("");
    let statement = program.statement();
    let mut memory = [Row::default(); 4];
    let mut offset = size_of::<Row>();
    set(statement, ARRAY_SIZE, 3);
    set(statement, BIND_TYPE, size_of::<Row>());
    set_pointer(statement, BIND_OFFSET, &raw mut offset);
    let (id, indicator) = (&raw mut memory[0].id, &raw mut memory[0].indicator);
    SQLBindCol(statement, 1, c_type::SLONG, id.cast(), 0, indicator);
    run(statement, "SELECT id FROM deals WHERE id <= 3 ORDER BY id");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    assert_eq!(memory.map(|row| (row.id, row.indicator)), [(0, 0), (1, 4), (2, 4), (3, 4)]);
}

#[test]
fn a_row_that_fails_is_told_from_rows_that_do_not() {
    let program = Program::open("");
    let statement = program.statement();
    let (mut values, mut status, mut fetched) = ([0_i8; 3], [9_u16; 3], 0_usize);
    set(statement, ARRAY_SIZE, 3);
    set_pointer(statement, STATUS, status.as_mut_ptr());
    set_pointer(statement, FETCHED, &raw mut fetched);
    SQLBindCol(statement, 1, c_type::STINYINT, values.as_mut_ptr().cast(), 0, null_mut());
    run(statement, "SELECT * FROM (VALUES (1.0), (300.0), (2.5)) AS t(a) ORDER BY a");
    assert_eq!(SQLFetch(statement), returns::SUCCESS_WITH_INFO);
    assert_eq!((values, status, fetched), ([1, 2, 0], [0, 6, 5], 3));
    assert_eq!(diagnoses(handle_type::STMT, statement), ["01S07", "22003"]);
}

#[test]
fn a_long_text_comes_in_pieces_narrow_and_wide() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT repeat('\u{e4}b', 3) AS a, 7 AS b");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    let (mut buffer, mut indicator) = ([0_u8; 6], 0_isize);
    let mut piece = |kind| {
        let code = SQLGetData(statement, 1, kind, buffer.as_mut_ptr().cast(), 6, &raw mut indicator);
        (code, indicator, buffer)
    };
    let (code, left, got) = piece(c_type::CHAR);
    assert_eq!((code, left, &got[..6]), (returns::SUCCESS_WITH_INFO, 9, "\u{e4}b\u{e4}\0".as_bytes()));
    let (code, left, got) = piece(c_type::CHAR);
    assert_eq!((code, left, &got[..5]), (returns::SUCCESS, 4, "b\u{e4}b\0".as_bytes()));
    assert_eq!(piece(c_type::CHAR).0, returns::NO_DATA);
    // Another column in between starts the first one again.
    assert_eq!(column(statement, 2).as_deref(), Some("7"));
    let (code, left, got) = piece(c_type::WCHAR);
    assert_eq!((code, left, &got[..2]), (returns::SUCCESS_WITH_INFO, 12, 0xE4_u16.to_ne_bytes().as_slice()));
}

#[test]
fn batches_give_one_result_after_the_other() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT 1; SELECT 2, 3");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    assert_eq!(SQLMoreResults(statement), returns::SUCCESS);
    assert_eq!(rows(statement), ["2|3"]);
    run(statement, "SELECT 1; SELECT 2");
    assert_eq!(SQLMoreResults(statement), returns::SUCCESS);
    assert_eq!(SQLMoreResults(statement), returns::NO_DATA);
}

#[test]
fn a_date_too_far_away_is_no_null() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT arrow_cast(2147483647, 'Date32') AS a");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    let (mut buffer, mut indicator) = ([0_u8; 40], 0_isize);
    let code = SQLGetData(statement, 1, c_type::CHAR, buffer.as_mut_ptr().cast(), 40, &raw mut indicator);
    assert_eq!((code, state(handle_type::STMT, statement).as_deref()), (returns::ERROR, Some("22008")));
}

#[test]
fn asking_for_a_length_takes_nothing_of_the_text() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT '' AS a");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    let (mut buffer, mut indicator) = ([0xAA_u8; 4], 7_isize);
    let mut get = |kind, capacity| {
        let code = SQLGetData(statement, 1, kind, buffer.as_mut_ptr().cast(), capacity, &raw mut indicator);
        (code, indicator)
    };
    for kind in [c_type::BINARY, c_type::BINARY] {
        assert_eq!(get(kind, 0), (returns::SUCCESS, 0));
    }
    assert_eq!(get(c_type::WCHAR, 4), (returns::SUCCESS, 0));
    assert_eq!(get(c_type::WCHAR, 4).0, returns::NO_DATA);
}

#[test]
fn most_rows_are_an_attribute() {
    let program = Program::open("");
    let statement = program.statement();
    set(statement, 1, 2);
    run(statement, "SELECT id FROM deals ORDER BY id");
    assert_eq!(rows(statement).len(), 2);
}
