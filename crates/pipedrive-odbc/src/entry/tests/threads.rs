//! One thread waits for Pipedrive, another cancels, closes, frees or disconnects.

use std::thread;

use pipedrive_sandbox::{Fault, FaultPlan, FaultRule};

use super::*;
use crate::handle::{Registered, Statement, find, lock};

/// A handle that may go to another thread.
#[derive(Clone, Copy)]
struct Token(usize);

impl Token {
    fn of(handle: Handle) -> Self {
        Self(handle.addr())
    }

    fn handle(self) -> Handle {
        std::ptr::without_provenance_mut(self.0)
    }
}

/// A program whose requests to a path get no answer.
fn stalled(path: &str) -> Program {
    let program = Program::open("");
    let rule =
        FaultRule { method: None, path: path.to_owned(), fault: Fault::Stalled, first: 1, times: Some(0), every: None };
    program.sandbox.set_faults(FaultPlan { rules: vec![rule] });
    program
}

/// Executes in another thread, and calls `interrupt` once the request is under way, which must cancel it.
fn check_cancels(program: &Program, statement: Handle, interrupt: impl FnOnce()) {
    // What was said last outlives the handle.
    let object = find::<Statement>(statement).unwrap();
    let token = Token::of(statement);
    let worker = thread::spawn(move || execute(token.handle(), "SELECT id FROM deals"));
    program.host.block_on(program.sandbox.wait_for_request("/api/v2/deals"));
    interrupt();
    assert_eq!(worker.join().unwrap(), returns::ERROR);
    let states: Vec<_> = lock(object.diagnostics()).records.iter().map(|record| record.state).collect();
    assert_eq!(states, ["HY008"]);
}

#[test]
fn a_statement_is_cancelled_from_another_thread_and_runs_again() {
    let program = stalled("deals");
    let statement = program.statement();
    check_cancels(&program, statement, || assert_eq!(SQLCancel(statement), returns::SUCCESS));
    run(statement, "SELECT 1");
    // Nothing runs: nothing is cancelled.
    assert_eq!(SQLCancel(statement), returns::SUCCESS);
    assert_eq!(rows(statement), ["1"]);
}

#[test]
fn freeing_a_statement_does_not_wait_for_its_answer() {
    let program = stalled("deals");
    let statement = program.statement();
    let free = || assert_eq!(SQLFreeHandle(handle_type::STMT, statement), returns::SUCCESS);
    check_cancels(&program, statement, free);
}

#[test]
fn disconnecting_does_not_wait_for_an_answer() {
    let program = stalled("deals");
    let statement = program.statement();
    let disconnect = || assert_eq!(SQLDisconnect(program.connection), returns::SUCCESS);
    check_cancels(&program, statement, disconnect);
}

#[test]
fn closing_a_cursor_does_not_wait_for_its_rows() {
    let program = stalled("deals");
    let statement = program.statement();
    // SQL_CLOSE.
    let close = || assert_eq!(SQLFreeStmt(statement, 0), returns::SUCCESS);
    check_cancels(&program, statement, close);
    run(statement, "SELECT 1");
    assert_eq!(rows(statement), ["1"]);
}

#[test]
fn a_lock_that_a_panic_has_left_behind_does_not_stop_a_cancel() {
    let program = Program::open("");
    let statement = program.statement();
    let object = find::<Statement>(statement).unwrap();
    let poisoned = std::sync::Arc::clone(&object);
    let panicking = thread::spawn(move || {
        let _state = poisoned.state.lock();
        panic!("on purpose");
    });
    assert!(panicking.join().is_err() && object.state.is_poisoned());
    let mut indicator = length::DATA_AT_EXEC;
    let token = std::ptr::without_provenance_mut(1);
    SQLBindParameter(statement, 1, 1, c_type::SLONG, 4, 0, 0, token, 0, &raw mut indicator);
    assert_eq!(execute(statement, "SELECT ?"), returns::NEED_DATA);
    assert_eq!(SQLCancel(statement), returns::SUCCESS);
    assert_eq!(SQLParamData(statement, null_mut()), returns::ERROR);
    assert_eq!(state(handle_type::STMT, statement).as_deref(), Some("HY010"));
}

#[test]
fn the_limit_of_time_holds_for_preparing_and_for_the_catalogue() {
    let program = stalled("dealFields");
    let statement = program.statement();
    // SQL_ATTR_QUERY_TIMEOUT.
    assert_eq!(SQLSetStmtAttr(statement, 0, std::ptr::without_provenance_mut(1), 0), returns::SUCCESS);
    let late = |code: i16| {
        assert_eq!((code, state(handle_type::STMT, statement).as_deref()), (returns::ERROR, Some("HYT00")));
    };
    let (sql, length) = text("SELECT * FROM deals");
    late(SQLPrepare(statement, sql, length));
    let (table, length) = text("deals");
    let nothing = null_mut();
    late(SQLColumns(statement, nothing, 0, nothing, 0, table, short(length), nothing, 0));
}
