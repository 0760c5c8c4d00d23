//! Parameters: bound, in arrays, and in pieces.

use super::*;

const INPUT: i16 = 1;

fn bind(statement: Handle, number: u16, kinds: (i16, i16), data: *mut u8, capacity: isize, indicator: *mut isize) {
    let code = SQLBindParameter(statement, number, INPUT, kinds.0, kinds.1, 0, 0, data.cast(), capacity, indicator);
    assert_eq!(code, returns::SUCCESS);
}

fn prepare(statement: Handle, sql: &str) {
    let (sql, length) = text(sql);
    let code = SQLPrepare(statement, sql, length);
    assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
}

#[test]
fn a_prepared_statement_runs_again_with_other_values() {
    let program = Program::open("");
    let statement = program.statement();
    prepare(statement, "SELECT id FROM deals WHERE id = ?");
    let (mut count, mut kind) = (0, 0);
    assert_eq!(SQLNumParams(statement, &raw mut count), returns::SUCCESS);
    let code = SQLDescribeParam(statement, 1, &raw mut kind, null_mut(), null_mut(), null_mut());
    assert_eq!((code, count, kind), (returns::SUCCESS, 1, -5));
    let mut id = 3_i64;
    bind(statement, 1, (c_type::SBIGINT, -5), (&raw mut id).cast(), 0, null_mut());
    assert_eq!(SQLExecute(statement), returns::SUCCESS);
    assert_eq!(rows(statement), ["3"]);
    // SAFETY: the buffer that is bound is still there.
    unsafe { (&raw mut id).write(5) };
    assert_eq!(SQLExecute(statement), returns::SUCCESS);
    assert_eq!(rows(statement), ["5"]);
}

#[test]
fn a_text_that_is_only_executed_has_no_parameters_to_describe() {
    let program = Program::open("");
    let statement = program.statement();
    prepare(statement, "SELECT id FROM deals WHERE id = ?");
    run(statement, "SELECT 1");
    let mut count = 0;
    assert_eq!(SQLNumParams(statement, &raw mut count), returns::ERROR);
    assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY010"));
    assert_eq!(SQLDescribeParam(statement, 1, null_mut(), null_mut(), null_mut(), null_mut()), returns::ERROR);
    assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY010"));
}

#[test]
fn too_few_parameters_are_07002() {
    let program = Program::open("");
    let statement = program.statement();
    prepare(statement, "SELECT id FROM deals WHERE id = ?");
    assert_eq!(SQLExecute(statement), returns::ERROR);
    assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("07002"));
}

#[test]
fn an_array_of_parameters_writes_a_row_for_each_set() {
    let program = Program::open("");
    let statement = program.statement();
    let mut titles = *b"first\0\0\0second\0\0third\0\0\0";
    let mut lengths = [length::NTS; 3];
    let (mut status, mut processed) = ([9_u16; 3], 0_usize);
    // SQL_ATTR_PARAMSET_SIZE, SQL_ATTR_PARAM_STATUS_PTR, SQL_ATTR_PARAMS_PROCESSED_PTR.
    SQLSetStmtAttr(statement, 22, std::ptr::without_provenance_mut(3), 0);
    SQLSetStmtAttr(statement, 20, status.as_mut_ptr().cast(), 0);
    SQLSetStmtAttr(statement, 21, (&raw mut processed).cast(), 0);
    bind(statement, 1, (c_type::CHAR, 12), titles.as_mut_ptr(), 8, lengths.as_mut_ptr());
    run(statement, "INSERT INTO deals (title) VALUES (?)");
    let mut count = 0;
    SQLRowCount(statement, &raw mut count);
    assert_eq!((status, processed, count), ([0; 3], 3, 3));
    let other = program.statement();
    run(other, "SELECT title FROM deals WHERE title IN ('first', 'second', 'third') ORDER BY id");
    assert_eq!(rows(other), ["first", "second", "third"]);
}

#[test]
fn a_parameter_is_sent_in_pieces() {
    let program = Program::open("");
    let statement = program.statement();
    let (mut token, mut indicator) = (0_u8, length::DATA_AT_EXEC);
    bind(statement, 1, (c_type::CHAR, 12), &raw mut token, 0, &raw mut indicator);
    prepare(statement, "SELECT ? || '!'");
    assert_eq!(SQLExecute(statement), returns::NEED_DATA);
    let mut wanted = null_mut();
    assert_eq!(SQLParamData(statement, &raw mut wanted), returns::NEED_DATA);
    assert_eq!(wanted.cast::<u8>(), &raw mut token);
    for piece in ["won", " at", " last"] {
        let (piece, length) = text(piece);
        assert_eq!(SQLPutData(statement, piece, isize::try_from(length).unwrap()), returns::SUCCESS);
    }
    let code = SQLParamData(statement, &raw mut wanted);
    assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
    assert_eq!(rows(statement), ["won at last!"]);
}

/// Begins to send the only parameter of `SELECT ?` in buffers of a type.
fn begin_to_send(statement: Handle, c_type: i16) {
    // It is read when the statement is executed, and not later.
    let mut indicator = length::DATA_AT_EXEC;
    bind(statement, 1, (c_type, -9), std::ptr::without_provenance_mut(1), 0, &raw mut indicator);
    prepare(statement, "SELECT CAST(? AS VARCHAR)");
    assert_eq!(SQLExecute(statement), returns::NEED_DATA);
    let mut wanted = null_mut();
    assert_eq!(SQLParamData(statement, &raw mut wanted), returns::NEED_DATA);
}

#[test]
fn pieces_may_end_within_a_character() {
    let program = Program::open("");
    let check = |c_type: i16, pieces: &[&[u8]]| {
        let statement = program.statement();
        begin_to_send(statement, c_type);
        for piece in pieces {
            let code = SQLPutData(statement, piece.as_ptr().cast_mut().cast(), length::NTS);
            assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
        }
        let mut wanted = null_mut();
        let code = SQLParamData(statement, &raw mut wanted);
        assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
        assert_eq!(rows(statement), ["a\u{20AC}\u{1F600}b"]);
    };
    check(c_type::CHAR, &[b"a\xE2\0", b"\x82\xAC\xF0\x9F\0", b"\x98\x80b\0"]);
    let units: Vec<u16> = "a\u{20AC}\u{1F600}b".encode_utf16().collect();
    let wide = |units: &[u16]| units.iter().chain(&[0]).copied().flat_map(u16::to_ne_bytes).collect::<Vec<u8>>();
    check(c_type::WCHAR, &[&wide(&units[..3]), &wide(&units[3..])]);
}

#[test]
fn a_piece_that_is_refused_ends_the_execution() {
    let program = Program::open("");
    let check = |c_type: i16, first: Option<&str>, refused: (*const u8, isize), expect: &str| {
        let statement = program.statement();
        begin_to_send(statement, c_type);
        if let Some(first) = first {
            let (first, length) = text(first);
            assert_eq!(SQLPutData(statement, first, isize::try_from(length).unwrap()), returns::SUCCESS);
        }
        assert_eq!(SQLPutData(statement, refused.0.cast_mut().cast(), refused.1), returns::ERROR);
        assert_eq!(state(handle_type::STMT, statement).as_deref(), Some(expect));
        let mut wanted = null_mut();
        assert_eq!(SQLParamData(statement, &raw mut wanted), returns::ERROR);
        assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY010"));
        // The statement can be executed again.
        begin_to_send(statement, c_type);
    };
    check(c_type::CHAR, None, (NOWHERE, 5), "HY009");
    check(c_type::SLONG, None, (NOWHERE, 4), "HY009");
    check(c_type::CHAR, Some("abc"), (b"d".as_ptr(), -7), "HY090");
    check(c_type::CHAR, Some("abc"), (NOWHERE, length::NULL_DATA), "HY020");
    check(c_type::SLONG, Some("1234"), (b"5678".as_ptr(), 4), "HY019");
}

#[test]
fn a_parameter_that_never_comes_ends_the_execution() {
    let program = Program::open("");
    let statement = program.statement();
    let mut indicator = length::DATA_AT_EXEC;
    // A token that is no address of anything.
    bind(statement, 1, (c_type::SLONG, 4), std::ptr::without_provenance_mut(1), 0, &raw mut indicator);
    prepare(statement, "SELECT ?");
    assert_eq!(SQLExecute(statement), returns::NEED_DATA);
    let mut wanted = null_mut();
    assert_eq!(SQLParamData(statement, &raw mut wanted), returns::NEED_DATA);
    for _ in 0..2 {
        assert_eq!(SQLParamData(statement, &raw mut wanted), returns::ERROR);
        assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY010"));
    }
}
