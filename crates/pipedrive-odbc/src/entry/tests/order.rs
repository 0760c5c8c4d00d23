//! Numbers, sizes and orders of calls that are not as they should be, and attributes of every size.

use super::*;

const INPUT: i16 = 1;

#[track_caller]
fn check(statement: Handle, code: i16, expect: &str) {
    assert_eq!((code, state(handle_type::STMT, statement).as_deref()), (returns::ERROR, Some(expect)));
}

fn prepare(statement: Handle, sql: &str) {
    let (sql, length) = text(sql);
    let code = SQLPrepare(statement, sql, length);
    assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
}

fn describe(statement: Handle, number: u16) -> i16 {
    let nothing = null_mut();
    SQLDescribeCol(statement, number, nothing, 0, null_mut(), null_mut(), null_mut(), null_mut(), null_mut())
}

fn attribute(statement: Handle, number: u16, field: u16) -> i16 {
    SQLColAttribute(statement, number, field, null_mut(), 0, null_mut(), null_mut())
}

fn set(statement: Handle, attribute: i32, value: usize) {
    let value = std::ptr::without_provenance_mut(value);
    assert_eq!(SQLSetStmtAttr(statement, attribute, value, 0), returns::SUCCESS);
}

fn bind_number(statement: Handle, number: u16, value: *mut i64) -> i16 {
    SQLBindParameter(statement, number, INPUT, c_type::SBIGINT, -5, 0, 0, value.cast(), 0, null_mut())
}

#[test]
fn columns_are_described_where_there_are_any() {
    let program = Program::open("");
    let statement = program.statement();
    check(statement, describe(statement, 1), "HY010");
    check(statement, SQLNumResultCols(statement, null_mut()), "HY010");
    run(statement, "INSERT INTO notes (content, deal_id) VALUES ('x', 1)");
    check(statement, describe(statement, 1), "07005");
    // SQL_DESC_NAME.
    check(statement, attribute(statement, 1, 1011), "07005");
    let mut columns = 9;
    assert_eq!((SQLNumResultCols(statement, &raw mut columns), columns), (returns::SUCCESS, 0));
    prepare(statement, "DELETE FROM notes WHERE id = 1");
    check(statement, describe(statement, 1), "07005");
    run(statement, "SELECT 1");
    check(statement, describe(statement, 0), "07009");
    check(statement, describe(statement, 2), "07009");
    check(statement, attribute(statement, 0, 1011), "07009");
    check(statement, attribute(statement, 1, 4711), "HY091");
}

#[test]
fn parameters_are_counted_from_1_and_all_are_bound() {
    let program = Program::open("");
    let statement = program.statement();
    let mut value = 1_i64;
    check(statement, bind_number(statement, 0, &raw mut value), "07009");
    check(statement, bind_number(statement, 1, null_mut()), "HY009");
    check(statement, execute(statement, "SELECT ?"), "07002");
    prepare(statement, "SELECT ?, ?");
    let describe = |number| SQLDescribeParam(statement, number, null_mut(), null_mut(), null_mut(), null_mut());
    check(statement, describe(0), "07009");
    check(statement, describe(3), "07009");
    bind_number(statement, 2, &raw mut value);
    check(statement, SQLExecute(statement), "07002");
    bind_number(statement, 1, &raw mut value);
    assert_eq!(SQLExecute(statement), returns::SUCCESS);
    assert_eq!(rows(statement), ["1|1"]);
}

#[test]
fn null_is_not_sent_in_pieces_together_with_others() {
    let program = Program::open("");
    let statement = program.statement();
    let mut indicator = length::DATA_AT_EXEC;
    let token = std::ptr::without_provenance_mut(1);
    SQLBindParameter(statement, 1, INPUT, c_type::CHAR, 12, 0, 0, token, 0, &raw mut indicator);
    for [first, second] in [[1, length::NULL_DATA], [length::NULL_DATA, 1], [length::NULL_DATA, length::NULL_DATA]] {
        assert_eq!(execute(statement, "SELECT ?"), returns::NEED_DATA);
        assert_eq!(SQLParamData(statement, null_mut()), returns::NEED_DATA);
        let (piece, _) = text("x");
        assert_eq!(SQLPutData(statement, piece, first), returns::SUCCESS);
        check(statement, SQLPutData(statement, piece, second), "HY020");
        assert_eq!(SQLCancel(statement), returns::SUCCESS);
    }
}

#[test]
fn a_query_takes_no_array_of_parameters() {
    let program = Program::open("");
    let statement = program.statement();
    let mut values = [1_i64, 2];
    // SQL_ATTR_PARAMSET_SIZE.
    set(statement, 22, 2);
    bind_number(statement, 1, values.as_mut_ptr());
    check(statement, execute(statement, "SELECT ?"), "HYC00");
    check(statement, execute(statement, "UPDATE deals SET value = 5 WHERE id = ?; SELECT 1"), "HYC00");
    assert!(program.sandbox.requests().iter().all(|request| request.method == "GET"), "nothing is written before");
    set(statement, 22, 1);
    run(statement, "SELECT ?");
    assert_eq!(rows(statement), ["1"]);
}

#[test]
fn an_array_of_parameters_runs_the_whole_batch_for_each_set() {
    let program = Program::open("");
    let statement = program.statement();
    let mut values = [[1_i64, 2], [3, 4]];
    set(statement, 22, 2);
    bind_number(statement, 1, values[0].as_mut_ptr());
    bind_number(statement, 2, values[1].as_mut_ptr());
    let insert = "INSERT INTO notes (content, deal_id) VALUES ('of a set', ?)";
    run(statement, &format!("{insert}; {insert}"));
    let mut count = 0;
    assert_eq!((SQLRowCount(statement, &raw mut count), count), (returns::SUCCESS, 4));
    let other = program.statement();
    run(other, "SELECT deal_id FROM notes WHERE content = 'of a set' ORDER BY 1");
    assert_eq!(rows(other), ["1", "2", "3", "4"]);
}

#[test]
fn an_array_of_which_some_sets_failed_was_executed() {
    let program = Program::open("");
    let statement = program.statement();
    let mut values = [1_i64, 4711];
    set(statement, 22, 2);
    bind_number(statement, 1, values.as_mut_ptr());
    let insert = "INSERT INTO notes (content, deal_id) VALUES ('of a set', ?)";
    assert_eq!(execute(statement, insert), returns::SUCCESS_WITH_INFO);
    let mut columns = -1_i16;
    assert_eq!((SQLNumResultCols(statement, &raw mut columns), columns), (returns::SUCCESS, 0));
}

#[test]
fn a_huge_array_of_parameters_takes_no_memory_before_its_sets_come() {
    let program = Program::open("");
    let statement = program.statement();
    set(statement, 22, usize::MAX / 2);
    run(statement, "SELECT 1");
    assert_eq!(rows(statement), ["1"]);
}

#[test]
fn what_was_told_of_parameters_goes_with_their_statement() {
    let program = Program::open("");
    let statement = program.statement();
    let mut descriptor = null_mut::<std::ffi::c_void>();
    // SQL_ATTR_IMP_PARAM_DESC.
    SQLGetStmtAttr(statement, 10013, (&raw mut descriptor).cast(), 0, null_mut());
    let told = || {
        let (mut count, mut kind) = (0_i16, 0_i16);
        // SQL_DESC_COUNT and SQL_DESC_CONCISE_TYPE.
        SQLGetDescField(descriptor, 0, 1001, (&raw mut count).cast(), 0, null_mut());
        SQLGetDescField(descriptor, 1, 2, (&raw mut kind).cast(), 0, null_mut());
        (count, kind)
    };
    prepare(statement, "SELECT id FROM deals WHERE id = ? AND title = ?");
    assert_eq!(told(), (2, -5));
    prepare(statement, "SELECT id FROM deals WHERE title = ?");
    assert_eq!(told(), (1, -9));
    let mut value = 1_i64;
    bind_number(statement, 1, &raw mut value);
    prepare(statement, "SELECT id FROM deals WHERE title = ?");
    assert_eq!(told(), (1, -5));
    // SQL_RESET_PARAMS.
    assert_eq!(SQLFreeStmt(statement, 3), returns::SUCCESS);
    assert_eq!(told(), (1, -9));
}

#[test]
fn records_of_descriptors_have_numbers_from_1() {
    let program = Program::open("");
    let statement = program.statement();
    let mut descriptor = null_mut::<std::ffi::c_void>();
    // SQL_ATTR_APP_ROW_DESC.
    SQLGetStmtAttr(statement, 10010, (&raw mut descriptor).cast(), 0, null_mut());
    let refused = |code: i16| {
        assert_eq!((code, state(handle_type::DESC, descriptor).as_deref()), (returns::ERROR, Some("07009")));
    };
    let (one, nothing) = (std::ptr::without_provenance_mut(1), null_mut());
    for record in [-1, 0, i16::MIN] {
        // SQL_DESC_TYPE.
        refused(SQLSetDescField(descriptor, record, 1002, one, 0));
        refused(SQLGetDescField(descriptor, record, 1002, nothing, 0, null_mut()));
        refused(SQLSetDescRec(descriptor, record, 4, 0, 4, 0, 0, nothing, null_mut(), null_mut()));
    }
    for subtype in [i16::MIN, 0, 4, i16::MAX] {
        // SQL_DATETIME.
        let code = SQLSetDescRec(descriptor, 1, 9, subtype, 6, 0, 0, nothing, null_mut(), null_mut());
        assert_eq!((code, state(handle_type::DESC, descriptor).as_deref()), (returns::ERROR, Some("HY021")));
    }
    // SQL_DESC_COUNT.
    refused(SQLSetDescField(descriptor, 0, 1001, std::ptr::without_provenance_mut(0xFFFF), 0));
    let mut count = 7_i16;
    assert_eq!(SQLGetDescField(descriptor, 0, 1001, (&raw mut count).cast(), 0, null_mut()), returns::SUCCESS);
    assert_eq!(count, 0);
}

#[test]
fn attributes_of_connections_have_the_sizes_of_the_standard() {
    let program = Program::open("");
    let check = |attribute: i32, expect: &[u8]| {
        let (mut buffer, mut length) = ([0xAA_u8; 12], 0);
        let code = SQLGetConnectAttr(program.connection, attribute, buffer.as_mut_ptr().cast(), 12, &raw mut length);
        let (got, rest) = buffer.split_at(expect.len());
        assert_eq!((code, got), (returns::SUCCESS, expect), "{attribute}");
        assert!(rest.iter().all(|byte| *byte == 0xAA) && usize::try_from(length).unwrap() == expect.len());
    };
    // SQL_ATTR_ASYNC_ENABLE and SQL_ATTR_ODBC_CURSORS, then SQL_ATTR_AUTOCOMMIT and SQL_ATTR_LOGIN_TIMEOUT.
    check(4, &0_usize.to_ne_bytes());
    check(110, &2_usize.to_ne_bytes());
    check(102, &1_u32.to_ne_bytes());
    let value = std::ptr::without_provenance_mut(0xDEAD_0000_0007);
    assert_eq!(SQLSetConnectAttr(program.connection, 103, value, 0), returns::SUCCESS);
    check(103, &7_u32.to_ne_bytes());
}
