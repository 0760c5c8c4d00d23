//! Rows as they come, and when requests are made for them.

use pipedrive_driver::{Outcome, ResultSet, Statement};
use pipedrive_sandbox::SandboxConfig;

use super::{Driven, check_fails, drained, joined};
use crate::fixture::small;

const ALL: &str = "SELECT id, title FROM deals";

/// Pages of 500 deals, one after the other.
fn paged() -> Driven {
    let driven = Driven::with(SandboxConfig { deals: 5_000, ..small() }, "ParallelScan=Off");
    // So that nothing but deals is asked for later.
    driven.run(&format!("EXPLAIN {ALL}")).unwrap();
    driven.sandbox.clear_requests();
    driven
}

fn rows(statement: &Statement, sql: &str) -> ResultSet {
    match statement.execute_text(sql, &[]).unwrap().next_outcome().unwrap() {
        Some(Outcome::Rows(rows)) => rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_large_result_comes_page_by_page() {
    let driven = paged();
    let mut rows = rows(&driven.connection.statement(), ALL);
    assert_eq!(rows.schema().fields().len(), 2);
    assert_eq!(driven.paths().len(), 0);
    let (mut count, mut batches) = (0, 0);
    while let Some(batch) = rows.next_batch().unwrap() {
        assert!((1..=500).contains(&batch.num_rows()), "{}", batch.num_rows());
        count += batch.num_rows();
        batches += 1;
        assert!(driven.paths().len() <= batches + 1, "{} requests for {batches} batches", driven.paths().len());
    }
    assert!(count >= 4_500, "{count}");
    assert_eq!(rows.counts().rows, u64::try_from(count).unwrap());
    assert!(rows.next_batch().unwrap().is_none());
}

#[test]
fn the_first_rows_can_be_awaited_and_the_others_given_up() {
    let driven = paged();
    let mut rows = rows(&driven.connection.statement(), ALL);
    rows.await_rows().unwrap();
    rows.await_rows().unwrap();
    assert_eq!(driven.paths(), ["/api/v2/deals"]);
    assert_eq!(rows.next_batch().unwrap().unwrap().num_rows(), 500);
    drop(rows);
    assert_eq!(driven.run("SELECT count(*) FROM stages WHERE id = 1").unwrap(), ["1"]);
    assert_eq!(driven.paths().iter().filter(|path| path.ends_with("/deals")).count(), 1);
}

#[test]
fn a_limit_of_rows_is_a_limit_of_requests() {
    let driven = paged();
    let mut statement = driven.connection.statement();
    statement.set_max_rows(Some(3));
    let check = |statement: &Statement, sql: &str, expect: usize| {
        assert_eq!(drained(statement.execute_text(sql, &[]).unwrap()).unwrap().len(), expect, "{sql}");
    };
    check(&statement, ALL, 3);
    assert_eq!(driven.sandbox.requests()[0].query, "limit=3");
    assert_eq!(driven.paths().len(), 1);
    check(&statement, "DESCRIBE deals", 3);
    check(&statement, "SELECT id FROM deals LIMIT 2", 2);
    statement.set_max_rows(None);
    check(&statement, "SELECT id FROM deals LIMIT 4", 4);
}

#[test]
fn a_refusal_shows_when_rows_are_asked_for() {
    let driven = Driven::new();
    driven.run(&format!("EXPLAIN {ALL}")).unwrap();
    driven.sandbox.set_faults("deals:429-daily*30".parse().unwrap());
    let mut refused = rows(&driven.connection.statement(), ALL);
    check_fails(refused.await_rows(), "53000", "daily budget");
    assert!(refused.next_batch().unwrap().is_none());
}

#[test]
fn two_threads_read_two_results_of_one_connection() {
    let driven = Driven::new();
    let read = |sql: &'static str| {
        let connection = driven.connection.clone();
        move || {
            let rows = rows(&connection.statement(), sql);
            rows.flat_map(|batch| joined(&batch.unwrap())).collect::<Vec<_>>()
        }
    };
    let (deals, persons) = ("SELECT id FROM deals ORDER BY id", "SELECT id FROM persons ORDER BY id");
    let threads = [deals, persons, deals].map(|sql| std::thread::spawn(read(sql)));
    let found = threads.map(|thread| thread.join().unwrap());
    assert_eq!(found, [deals, persons, deals].map(|sql| driven.run(sql).unwrap()));
    assert!(!found[0].is_empty() && found[0] != found[1]);
}
