//! Answers that get lost: what makes something new is never sent twice, and one look tells about the rest.
//!
//! Time is paused, so that waits pass at once.

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::FaultPlan;

use super::{outcomes, writes};
use crate::fixture::{Fixture, describe};

/// Runs a statement with a fault plan and compares how often it was sent and what became of its rows.
async fn check(sql: &str, faults: &str, sent: usize, expect: &[&str], result: Result<&str, ErrorKind>) {
    let fixture = Fixture::new().await;
    fixture.expect("SELECT id FROM deals WHERE id IN (1, 2)").await;
    fixture.requests();
    fixture.sandbox.set_faults(faults.parse::<FaultPlan>().unwrap());
    let count = fixture.rows(sql).await;
    fixture.sandbox.set_faults(FaultPlan::default());
    let what = format!("{sql} with {faults}");
    match (&count, result) {
        (Ok(rows), Ok(expect)) => assert_eq!(rows, &[[expect]], "{what}"),
        (Err(error), Err(kind)) => assert_eq!(error.kind(), kind, "{what}: {}", describe(error)),
        _ => panic!("{what}: {:?}", count.map_err(|error| describe(&error))),
    }
    let writes = writes(&fixture);
    assert_eq!(writes.len(), sent, "{what}: {writes:?}");
    assert_eq!(outcomes(&fixture.session).await, expect, "{what}");
}

const INSERT: &str = "INSERT INTO deals (title) VALUES ('lost and found')";
const UPDATE: &str = "UPDATE deals SET title = 'lost and found', value = 5, renewal_date = '2030-01-01' WHERE id = 1";
const DELETE: &str = "DELETE FROM deals WHERE id = 1";

#[tokio::test(start_paused = true)]
async fn what_makes_something_new_is_never_sent_twice() {
    for fault in ["drop", "500-after", "html-502-after", "truncate", "cut", "malformed", "stall"] {
        let plan = format!("POST deals:{fault}");
        check(INSERT, &plan, 1, &["1 INSERT - unknown"], Err(ErrorKind::Unavailable)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_finds_out_that_a_change_was_carried_out() {
    for fault in ["drop", "500-after", "html-502-after", "truncate"] {
        check(UPDATE, &format!("PATCH deals:{fault}"), 1, &["1 UPDATE 1 written"], Ok("1")).await;
        check(DELETE, &format!("DELETE deals:{fault}"), 1, &["1 DELETE 1 written"], Ok("1")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_carried_out_is_sent_once_more() {
    for fault in ["500", "unreached", "html-502"] {
        check(UPDATE, &format!("PATCH deals:{fault}"), 2, &["1 UPDATE 1 written"], Ok("1")).await;
        check(DELETE, &format!("DELETE deals:{fault}"), 2, &["1 DELETE 1 written"], Ok("1")).await;
        let twice = format!("PATCH deals:{fault}*2");
        check(UPDATE, &twice, 2, &["1 UPDATE 1 failed"], Err(ErrorKind::Unavailable)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_look_nothing_is_sent_again() {
    // The look itself fails, after the row was read.
    let plan = "PATCH deals:drop,GET deals/1:500@2*";
    check(UPDATE, plan, 1, &["1 UPDATE 1 unknown"], Err(ErrorKind::Unavailable)).await;
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_stops_the_rest_and_says_what_was_written() {
    let fixture = Fixture::with(crate::fixture::small(), "MaxConcurrentRequests=1").await;
    fixture.expect("SELECT id FROM deals LIMIT 1").await;
    fixture.requests();
    fixture.sandbox.set_faults("POST deals:500@3".parse::<FaultPlan>().unwrap());
    let sql = "INSERT INTO deals (title) VALUES ('a'), ('b'), ('c'), ('d')";
    let error = fixture.rows(sql).await.unwrap_err();
    let text = describe(&error);
    for part in ["row 3 of `INSERT` on `deals`", "2 of the 4 rows were written (ids 121, 122)", "last_write"] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    assert_eq!(writes(&fixture).len(), 3);
    let expect = ["1 INSERT 121 written", "2 INSERT 122 written", "3 INSERT - unknown", "4 INSERT - not sent"];
    assert_eq!(outcomes(&fixture.session).await, expect);
}

#[tokio::test]
async fn a_statement_that_nobody_waits_for_finishes_what_is_under_way() {
    let fixture = Fixture::with(crate::fixture::small(), "MaxConcurrentRequests=1").await;
    fixture.expect("SELECT id FROM deals LIMIT 1").await;
    fixture.requests();
    let values: Vec<String> = (0..50).map(|n| format!("('deal {n}')")).collect();
    let sql = format!("INSERT INTO deals (title) VALUES {}", values.join(", "));
    let mut result = fixture.session.query(&sql).await.unwrap();
    {
        let mut first = Box::pin(result.next());
        // Until the first request is noted somewhere.
        while fixture.sandbox.requests().iter().filter(|one| one.method == "POST").count() == 0 {
            assert!(futures::poll!(&mut first).is_pending());
            tokio::task::yield_now().await;
        }
    }
    drop(result);
    loop {
        let outcomes = outcomes(&fixture.session).await;
        if !outcomes.iter().any(|outcome| outcome.ends_with("unknown")) {
            let written = outcomes.iter().filter(|outcome| outcome.ends_with("written")).count();
            let sent = writes(&fixture).len();
            assert!(written < 50 && written == sent, "{written} {sent}");
            break;
        }
        tokio::task::yield_now().await;
    }
}
