//! Calls that are cancelled from another thread, and calls that take too long.

use std::time::Duration;

use pipedrive_driver::{ErrorKind, Outcome};

use super::{Driven, check_fails};

const ALL: &str = "SELECT id FROM deals";

/// An account whose list of deals is never answered.
fn stalled() -> Driven {
    let driven = Driven::new();
    driven.run(&format!("EXPLAIN {ALL}")).unwrap();
    driven.sandbox.set_faults("deals:stall*30".parse().unwrap());
    driven
}

#[test]
fn a_call_that_waits_is_cancelled_and_the_statement_can_go_on() {
    let driven = stalled();
    let statement = driven.connection.statement();
    let handle = statement.cancel_handle();
    let Some(Outcome::Rows(mut rows)) = statement.execute_text(ALL, &[]).unwrap().next_outcome().unwrap() else {
        panic!("no rows");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            driven.host.block_on(driven.sandbox.wait_for_request("/api/v2/deals"));
            assert!(handle.is_running());
            handle.cancel();
        });
        let error = rows.next_batch().unwrap_err();
        assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Cancelled, "HY008"), "{error}");
    });
    assert!(!handle.is_running());
    assert!(rows.next_batch().unwrap().is_none());
    driven.sandbox.set_faults(pipedrive_sandbox::FaultPlan::default());
    assert_eq!(super::drained(statement.execute_text("SELECT 1", &[]).unwrap()).unwrap(), ["1"]);
}

#[test]
fn a_result_that_is_partly_read_is_cancelled_too_and_idle_statements_are_not() {
    let driven = Driven::new();
    let statement = driven.connection.statement();
    let handle = statement.cancel_handle();
    handle.cancel();
    let Some(Outcome::Rows(mut rows)) = statement.execute_text(ALL, &[]).unwrap().next_outcome().unwrap() else {
        panic!("no rows");
    };
    handle.cancel();
    check_fails(rows.next_batch(), "HY008", "cancelled");
    assert!(rows.next_batch().unwrap().is_none());
}

#[test]
fn a_call_that_takes_too_long_is_given_up() {
    let driven = stalled();
    let mut statement = driven.connection.statement();
    statement.set_query_timeout(Some(Duration::from_millis(50)));
    // On a machine that is busy, planning may already take too long.
    let late = statement.execute_text(ALL, &[]).and_then(|mut outcomes| match outcomes.next_outcome()? {
        Some(Outcome::Rows(mut rows)) => rows.next_batch(),
        other => panic!("{other:?}"),
    });
    let error = late.unwrap_err();
    assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Timeout, "HYT00"), "{error}");
    statement.set_query_timeout(None);
    assert_eq!(super::drained(statement.execute_text("SELECT 1", &[]).unwrap()).unwrap(), ["1"]);
}

#[test]
fn a_write_that_is_cancelled_says_what_is_written() {
    let driven = Driven::new();
    driven.run("EXPLAIN UPDATE deals SET title = 'x' WHERE id = 1").unwrap();
    driven.sandbox.set_faults("PATCH deals/1:stall*30".parse().unwrap());
    let statement = driven.connection.statement();
    let handle = statement.cancel_handle();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            driven.host.block_on(driven.sandbox.wait_for_request("/api/v2/deals/1"));
            while !driven.sandbox.requests().iter().any(|request| request.method == "PATCH") {
                std::thread::yield_now();
            }
            handle.cancel();
        });
        let error = statement.execute_text("UPDATE deals SET title = 'x' WHERE id = 1", &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        assert!(error.hints().iter().any(|hint| hint.starts_with("0 of 1 rows")), "{:?}", error.hints());
    });
}
