//! Rowsets that end early or fail in part, and arrays that are larger than memory.

use pipedrive_sandbox::{Fault, FaultPlan, FaultRule};

use super::*;

/// `SQL_ATTR_ROW_STATUS_PTR`, `SQL_ATTR_ROWS_FETCHED_PTR`, `SQL_ATTR_ROW_ARRAY_SIZE`.
const STATUS: i32 = 25;
const FETCHED: i32 = 26;
const ARRAY_SIZE: i32 = 27;

fn set(statement: Handle, attribute: i32, value: usize) {
    set_pointer(statement, attribute, std::ptr::without_provenance_mut::<u8>(value));
}

fn set_pointer<T>(statement: Handle, attribute: i32, value: *mut T) {
    assert_eq!(SQLSetStmtAttr(statement, attribute, value.cast(), 0), returns::SUCCESS);
}

fn bind<T>(statement: Handle, number: u16, c_type: i16, data: *mut T, capacity: isize) {
    assert_eq!(SQLBindCol(statement, number, c_type, data.cast(), capacity, null_mut()), returns::SUCCESS);
}

/// A program whose second page of deals is broken.
fn broken() -> Program {
    let program = Program::open("PageSize=10;ParallelScan=off");
    let rule = FaultRule {
        method: None,
        path: "deals".to_owned(),
        fault: Fault::Malformed,
        first: 2,
        times: Some(0),
        every: None,
    };
    program.sandbox.set_faults(FaultPlan { rules: vec![rule] });
    program
}

#[test]
fn a_result_that_was_cut_never_looks_complete() {
    let program = broken();
    let statement = program.statement();
    run(statement, "SELECT id FROM deals");
    for _ in 0..10 {
        assert_eq!(SQLFetch(statement), returns::SUCCESS);
    }
    for _ in 0..3 {
        assert_eq!(SQLFetch(statement), returns::ERROR);
        assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY000"));
    }
}

#[test]
fn nothing_of_a_batch_runs_after_rows_that_could_not_be_fetched() {
    let program = broken();
    let statement = program.statement();
    run(statement, "SELECT id FROM deals; INSERT INTO notes (content, deal_id) VALUES ('late', 1)");
    for _ in 0..10 {
        assert_eq!(SQLFetch(statement), returns::SUCCESS);
    }
    assert_eq!((SQLFetch(statement), SQLMoreResults(statement)), (returns::ERROR, returns::NO_DATA));
    assert!(program.sandbox.requests().iter().all(|request| request.method != "POST"));
}

#[test]
fn nothing_of_a_batch_runs_after_rows_that_nobody_knows_were_cut() {
    let program = broken();
    let statement = program.statement();
    set(statement, ARRAY_SIZE, 16);
    run(statement, "SELECT id FROM deals; INSERT INTO notes (content, deal_id) VALUES ('late', 1)");
    assert_eq!(SQLFetch(statement), returns::SUCCESS_WITH_INFO);
    assert_eq!(SQLMoreResults(statement), returns::ERROR);
    assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY000"));
    assert_eq!(SQLMoreResults(statement), returns::NO_DATA);
    assert!(program.sandbox.requests().iter().all(|request| request.method != "POST"));
}

#[test]
fn a_rowset_that_was_cut_comes_before_its_error() {
    let program = broken();
    let statement = program.statement();
    let (mut status, mut fetched) = ([9_u16; 16], 0_usize);
    set(statement, ARRAY_SIZE, 16);
    set_pointer(statement, STATUS, status.as_mut_ptr());
    set_pointer(statement, FETCHED, &raw mut fetched);
    run(statement, "SELECT id FROM deals");
    assert_eq!((SQLFetch(statement), fetched), (returns::SUCCESS_WITH_INFO, 10));
    assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("01000"));
    assert_eq!((status[9], status[10]), (0, 3));
    for _ in 0..2 {
        assert_eq!((SQLFetch(statement), fetched, status[0]), (returns::ERROR, 0, 3));
    }
}

#[test]
fn an_array_may_have_room_for_more_rows_than_memory() {
    let program = Program::open("");
    let statement = program.statement();
    let mut fetched = 0_usize;
    set(statement, ARRAY_SIZE, usize::MAX / 2);
    set_pointer(statement, FETCHED, &raw mut fetched);
    run(statement, "SELECT value FROM generate_series(1, 3)");
    assert_eq!((SQLFetch(statement), fetched), (returns::SUCCESS, 3));
    assert_eq!((SQLFetch(statement), fetched), (returns::NO_DATA, 0));
}

#[test]
fn errors_are_told_however_much_was_cut() {
    const ROWS: usize = 200;
    let program = Program::open("");
    let statement = program.statement();
    let (mut texts, mut small) = ([0_u8; ROWS * 3], [0_i8; ROWS]);
    set(statement, ARRAY_SIZE, ROWS);
    bind(statement, 1, c_type::CHAR, texts.as_mut_ptr(), 3);
    bind(statement, 2, c_type::STINYINT, small.as_mut_ptr(), 0);
    run(statement, "SELECT 'longer', value FROM generate_series(1, 200) ORDER BY value");
    assert_eq!(SQLFetch(statement), returns::SUCCESS_WITH_INFO);
    let told = diagnoses(handle_type::STMT, statement);
    let failed = told.iter().filter(|state| *state == "22003").count();
    assert_eq!((failed, told.len()), (ROWS - 127, 64 + ROWS - 127));
    // In the order of the rows.
    assert_eq!((told[0].as_str(), told[told.len() - 1].as_str()), ("01004", "22003"));
}

#[test]
fn a_text_in_pieces_fills_every_buffer() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT concat('x', repeat('\u{1F600}', 1000))");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    let mut units = Vec::new();
    loop {
        let (mut buffer, mut left) = ([0_u16; 64], 0_isize);
        match SQLGetData(statement, 1, c_type::WCHAR, buffer.as_mut_ptr().cast(), 128, &raw mut left) {
            returns::SUCCESS_WITH_INFO => units.extend(&buffer[..63]),
            code => {
                assert_eq!(code, returns::SUCCESS);
                units.extend(&buffer[..usize::try_from(left).unwrap() / 2]);
                break;
            }
        }
    }
    assert_eq!(String::from_utf16(&units).unwrap(), format!("x{}", "\u{1F600}".repeat(1000)));
}

#[test]
fn a_text_in_a_bound_buffer_ends_with_a_whole_character() {
    let program = Program::open("");
    let statement = program.statement();
    let mut buffer = [0xAAAA_u16; 4];
    bind(statement, 1, c_type::WCHAR, buffer.as_mut_ptr(), 6);
    run(statement, "SELECT 'x\u{1F600}'");
    assert_eq!(SQLFetch(statement), returns::SUCCESS_WITH_INFO);
    assert_eq!(buffer, [u16::from(b'x'), 0, 0xAAAA, 0xAAAA]);
}
