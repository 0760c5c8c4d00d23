//! What goes wrong: SQLSTATEs, and that nothing crashes.

use super::*;

#[track_caller]
fn check_statement(statement: Handle, code: i16, expect: &str) {
    assert_eq!((code, state(handle_type::STMT, statement).as_deref()), (returns::ERROR, Some(expect)));
}

#[test]
fn a_wrong_token_fails_when_the_connection_is_opened() {
    let program = Program::allocated();
    let string = program.sandbox.connection_string();
    let key = string.find("APIToken=").unwrap();
    let end = string[key..].find(';').unwrap() + key;
    let wrong = format!("{}APIToken=wrong-s3cret{}", &string[..key], &string[end..]);
    assert_eq!(program.connect(&wrong), returns::ERROR);
    let (state, message) = diagnosis(handle_type::DBC, program.connection).unwrap();
    assert_eq!(state, "28000");
    assert!(message.starts_with("[Pipedrive][ODBC driver] ") && !message.contains("s3cret"), "{message}");
    assert_eq!(program.connect(&format!("{string};Tabels=x")), returns::ERROR);
    let (state, message) = diagnosis(handle_type::DBC, program.connection).unwrap();
    assert!(state == "08001" && message.contains("Tables"), "{state}: {message}");
}

#[test]
fn the_completed_string_masks_what_is_secret() {
    let program = Program::allocated();
    let string = program.sandbox.connection_string();
    let (input, length) = text(&string);
    let (mut output, mut written) = ([0_u8; 1024], 0);
    let at = output.as_mut_ptr().cast();
    let code = SQLDriverConnect(program.connection, null_mut(), input, short(length), at, 1024, &raw mut written, 0);
    assert_eq!(code, returns::SUCCESS);
    let shown = String::from_utf8_lossy(&output[..usize::try_from(written).unwrap()]).into_owned();
    assert!(shown.contains("APIToken=***") && shown.contains("BaseURL=http://127.0.0.1"), "{shown}");
}

#[test]
fn what_is_wrong_with_the_call_is_said_before_a_connection_is_opened() {
    let program = Program::allocated();
    let string = program.sandbox.connection_string();
    let (input, length) = text(&string);
    let mut output = [0_u8; 8];
    let at = output.as_mut_ptr().cast();
    let connection = program.connection;
    let check = |code: i16| {
        assert_eq!((code, state(handle_type::DBC, connection).as_deref()), (returns::ERROR, Some("HY090")));
    };
    check(SQLDriverConnect(connection, null_mut(), input, short(length), at, -1, null_mut(), 0));
    check(SQLBrowseConnect(connection, input, short(length), at, -1, null_mut()));
    check(SQLDriverConnect(connection, null_mut(), input, -5, at, 8, null_mut(), 0));
    assert!(program.sandbox.requests().is_empty());
    assert_eq!(program.connect(&string), returns::SUCCESS);
}

#[test]
fn a_quoted_password_is_the_token() {
    let program = Program::allocated();
    let string = program.sandbox.connection_string();
    let (before, rest) = string.split_once("APIToken=").unwrap();
    let (token, after) = rest.split_once(';').unwrap_or((rest, ""));
    assert_eq!(program.connect(&format!("{before}UID='a;b';PWD='{token}';{after}")), returns::SUCCESS);
}

#[test]
fn mistakes_in_statements_have_the_states_of_the_standard() {
    let program = Program::open("ReadOnly=true");
    let statement = program.statement();
    let check = |sql: &str, expect: &str| check_statement(statement, execute(statement, sql), expect);
    check("SELEC 1", "42000");
    check("SELECT * FROM dealz", "42S02");
    check("SELECT titel FROM deals", "42S22");
    check("DELETE FROM deals WHERE id = 1", "25006");
    check("SELECT {d '2025", "42000");
}

#[test]
fn calls_out_of_order_are_refused() {
    let program = Program::open("");
    let statement = program.statement();
    check_statement(statement, SQLExecute(statement), "HY010");
    check_statement(statement, SQLFetch(statement), "24000");
    check_statement(statement, SQLCloseCursor(statement), "24000");
    check_statement(statement, SQLPutData(statement, null_mut(), 0), "HY010");
    run(statement, "SELECT 1");
    check_statement(statement, execute(statement, "SELECT 2"), "24000");
    let none = SQLGetData(statement, 1, c_type::CHAR, null_mut(), 0, null_mut());
    check_statement(statement, none, "24000");
    assert_eq!(SQLFetch(statement), returns::SUCCESS);
    check_statement(statement, SQLGetData(statement, 0, c_type::CHAR, null_mut(), 0, null_mut()), "07009");
    check_statement(statement, SQLGetData(statement, 2, c_type::CHAR, null_mut(), 0, null_mut()), "07009");
    check_statement(statement, SQLGetData(statement, 1, 4711, null_mut(), 0, null_mut()), "HY003");
    check_statement(statement, SQLGetData(statement, 1, c_type::CHAR, null_mut(), -1, null_mut()), "HY090");
    check_statement(statement, SQLFetchScroll(statement, 2, 0), "HY106");
    assert_eq!(SQLFreeHandle(handle_type::DBC, program.connection), returns::ERROR);
    assert_eq!(state(handle_type::DBC, program.connection).as_deref(), Some("HY010"));
}

#[test]
fn handles_that_are_none_are_told_so() {
    let program = Program::open("");
    let freed = program.statement();
    assert_eq!(SQLFreeHandle(handle_type::STMT, freed), returns::SUCCESS);
    for handle in [null_mut(), freed, program.connection, std::ptr::without_provenance_mut(0xDEAD)] {
        assert_eq!(SQLFetch(handle), returns::INVALID_HANDLE);
        assert_eq!(SQLExecDirect(handle, null_mut(), 0), returns::INVALID_HANDLE);
        assert_eq!(SQLFreeHandle(handle_type::STMT, handle), returns::INVALID_HANDLE);
    }
    assert_eq!(
        SQLGetDiagRec(handle_type::STMT, freed, 1, null_mut(), null_mut(), null_mut(), 0, null_mut()),
        returns::INVALID_HANDLE
    );
}

#[test]
fn a_rollback_is_refused_once_something_was_written_and_a_commit_is_not() {
    let program = Program::open("");
    // SQL_ATTR_AUTOCOMMIT off.
    assert_eq!(SQLSetConnectAttr(program.connection, 102, null_mut(), 0), returns::SUCCESS);
    let end = |completion| SQLEndTran(handle_type::DBC, program.connection, completion);
    assert_eq!((end(0), end(1)), (returns::SUCCESS, returns::SUCCESS));
    run(program.statement(), "INSERT INTO notes (content, deal_id) VALUES ('kept', 1)");
    assert_eq!(end(1), returns::ERROR);
    assert_eq!(state(handle_type::DBC, program.connection).as_deref(), Some("HYC00"));
    assert_eq!((end(0), end(1)), (returns::SUCCESS, returns::SUCCESS));
}

#[test]
fn a_rollback_is_refused_after_a_statement_that_failed_half_way_and_not_after_one_that_was_refused() {
    let program = Program::open("");
    assert_eq!(SQLSetConnectAttr(program.connection, 102, null_mut(), 0), returns::SUCCESS);
    let rollback = || SQLEndTran(handle_type::DBC, program.connection, 1);
    let insert = |deals: &str| {
        let sql =
            format!("INSERT INTO notes (content, deal_id) SELECT 'kept', value FROM unnest([{deals}]) AS t(value)");
        execute(program.statement(), &sql)
    };
    assert_eq!((insert("4711"), rollback()), (returns::ERROR, returns::SUCCESS));
    assert_eq!((insert("1, 4711"), rollback()), (returns::ERROR, returns::ERROR));
}

#[test]
fn what_was_written_before_has_nothing_to_do_with_a_connection_that_is_opened_again() {
    let program = Program::open("");
    let insert = || run(program.statement(), "INSERT INTO notes (content, deal_id) VALUES ('kept', 1)");
    assert_eq!(SQLSetConnectAttr(program.connection, 102, null_mut(), 0), returns::SUCCESS);
    let reopen = || {
        assert_eq!(SQLDisconnect(program.connection), returns::SUCCESS);
        assert_eq!(program.connect(&program.sandbox.connection_string()), returns::SUCCESS);
    };
    let rollback = || SQLEndTran(handle_type::DBC, program.connection, 1);
    insert();
    insert();
    reopen();
    assert_eq!(rollback(), returns::SUCCESS);
    insert();
    assert_eq!(rollback(), returns::ERROR);
}

#[test]
fn statements_end_with_their_connection() {
    let program = Program::open("");
    let statement = program.statement();
    run(statement, "SELECT 1");
    assert_eq!(SQLDisconnect(program.connection), returns::SUCCESS);
    assert_eq!(SQLFetch(statement), returns::INVALID_HANDLE);
    assert_eq!(SQLDisconnect(program.connection), returns::ERROR);
    assert_eq!(state(handle_type::DBC, program.connection).as_deref(), Some("08003"));
}
