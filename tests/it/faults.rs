//! Every failure the sandbox can inject: the right rows or a clear error, never wrong rows, never a hang.
//!
//! Time is paused: waits pass at once, and so do timeouts when nothing else can happen.

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::{Fault, FaultPlan};

use crate::fixture::{Fixture, describe, small};

/// What a query must come to.
#[derive(Clone, Copy, Debug)]
enum Expect {
    /// The rows that come without the fault.
    Rows,
    /// An error of that kind.
    Kind(ErrorKind),
    /// One of the two: it depends on which end of the list the page is read from.
    Either(ErrorKind),
    /// Not tried: the answer is one that a sound server could give.
    Sound,
}

use Expect::{Either, Kind, Rows, Sound};

/// A query in pages of so many rows, the path whose requests fail, and which request is to fail once.
struct Scan {
    sql: &'static str,
    page: u32,
    path: &'static str,
    strike: u32,
}

/// A walk over several pages with a cursor, hit on its second page.
const CURSOR: Scan = Scan { sql: "SELECT id, title, update_time FROM deals", page: 20, path: "deals", strike: 2 };
/// The same walk, hit on its first page.
const FIRST: Scan = Scan { strike: 1, ..CURSOR };
/// A walk over several pages with offsets.
const OFFSET: Scan = Scan { sql: "SELECT id, title, value FROM leads", page: 5, path: "leads", strike: 2 };
/// Several walks at once, merged, hit after all their first pages.
const MERGED: Scan =
    Scan { sql: "SELECT id FROM deals WHERE owner_id IN (1, 2, 3) ORDER BY id", page: 3, path: "deals", strike: 8 };
/// Single records.
const SINGLES: Scan =
    Scan { sql: "SELECT id, title FROM deals WHERE id IN (3, 4, 5, 6)", page: 500, path: "deals", strike: 2 };
/// A list that comes in one answer.
const WHOLE: Scan = Scan { sql: "SELECT id, name FROM users", page: 500, path: "users", strike: 1 };
/// A join of two tables, one of which fails.
const JOIN: Scan = Scan {
    sql: "SELECT a.id, d.title FROM activities a JOIN deals d ON d.id = a.deal_id",
    page: 20,
    path: "activities",
    strike: 3,
};

/// What one failure in the middle comes to, and what comes of a failure that does not end.
const fn outcomes(fault: Fault) -> (Expect, Expect) {
    match fault {
        Fault::TooManyRequests | Fault::TooManyRequestsBare => (Rows, Kind(ErrorKind::RateLimited)),
        Fault::BudgetSpent => (Kind(ErrorKind::BudgetSpent), Kind(ErrorKind::BudgetSpent)),
        Fault::InternalError
        | Fault::Unavailable
        | Fault::HtmlBadGateway
        | Fault::FailedAfterwards
        | Fault::BadGatewayAfterwards
        | Fault::Unreached
        | Fault::Dropped
        | Fault::Truncated
        | Fault::Cut => (Rows, Kind(ErrorKind::Unavailable)),
        Fault::HtmlForbidden => (Kind(ErrorKind::RateLimited), Kind(ErrorKind::RateLimited)),
        Fault::HtmlOk | Fault::ObjectForList | Fault::Unsuccessful => {
            (Kind(ErrorKind::Protocol), Kind(ErrorKind::Protocol))
        }
        // A page that leads back to itself or to an earlier one would be read for ever.
        Fault::RepeatedCursor | Fault::EmptyPage => (Kind(ErrorKind::Protocol), Kind(ErrorKind::Protocol)),
        Fault::Malformed => (Rows, Kind(ErrorKind::Protocol)),
        Fault::Slow => (Rows, Rows),
        Fault::Stalled => (Rows, Kind(ErrorKind::Timeout)),
    }
}

/// The rows in some order of their own, unless the query asks for one.
fn set(sql: &str, mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    if !sql.contains("ORDER BY") {
        rows.sort();
    }
    rows
}

/// Runs `scan` with each fault, once in the middle and then for good, and without it again.
async fn check(scan: &Scan, differs: impl Fn(Fault) -> Option<(Expect, Expect)>) {
    let mut failures = Vec::new();
    for (fault, name) in Fault::NAMES {
        let fixture = Fixture::with(small(), &format!("PageSize={}", scan.page)).await;
        let expected = set(scan.sql, fixture.expect(scan.sql).await);
        assert!(expected.len() > 3, "{}: too few rows to tell", scan.sql);
        let (once, always) = differs(fault).unwrap_or(outcomes(fault));
        for (plan, expect) in
            [(format!("{}:{name}@{}", scan.path, scan.strike), once), (format!("{}:{name}*", scan.path), always)]
        {
            if let Sound = expect {
                continue;
            }
            fixture.sandbox.set_faults(plan.parse().unwrap());
            let result = fixture.rows(scan.sql).await.map(|rows| set(scan.sql, rows));
            let right = match (&result, expect) {
                (Ok(rows), Rows | Either(_)) => *rows == expected,
                (Err(error), Kind(kind) | Either(kind)) => error.kind() == kind && !error.to_string().is_empty(),
                _ => false,
            };
            if !right {
                let result = result.as_ref().map(|rows| (rows.len(), *rows == expected)).map_err(describe);
                failures.push(format!("{plan}: expected {expect:?}, got {result:?}"));
            }
            // The session gets over it, once the pauses that the limiter keeps are over.
            fixture.sandbox.set_faults(FaultPlan::default());
            tokio::time::advance(std::time::Duration::from_mins(2)).await;
            match fixture.rows(scan.sql).await {
                Ok(rows) if set(scan.sql, rows.clone()) == expected => {}
                other => {
                    failures
                        .push(format!("after {plan}: {:?}", other.map(|rows| rows.len()).map_err(|e| describe(&e))));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{}", scan.sql, failures.join("\n"));
}

/// A cursor that leads nowhere does no harm where the other end of the list has read what lies behind it.
fn from_both_ends(fault: Fault) -> Option<(Expect, Expect)> {
    let led_astray = matches!(fault, Fault::EmptyPage | Fault::RepeatedCursor);
    led_astray.then_some((Either(ErrorKind::Protocol), Kind(ErrorKind::Protocol)))
}

#[tokio::test(start_paused = true)]
async fn a_walk_with_a_cursor_survives_or_says_why_not() {
    check(&CURSOR, from_both_ends).await;
}

#[tokio::test(start_paused = true)]
async fn a_walk_survives_a_bad_start_or_says_why_not() {
    // An empty first page with a cursor is only a page without rows, and has no page before it.
    let differs = |fault| match fault {
        Fault::EmptyPage | Fault::RepeatedCursor => Some((Rows, Kind(ErrorKind::Protocol))),
        _ => None,
    };
    check(&FIRST, differs).await;
}

#[tokio::test(start_paused = true)]
async fn a_walk_with_offsets_survives_or_says_why_not() {
    check(&OFFSET, |_| None).await;
}

#[tokio::test(start_paused = true)]
async fn merged_walks_survive_or_say_why_not() {
    check(&MERGED, |_| None).await;
}

#[tokio::test(start_paused = true)]
async fn a_join_survives_or_says_why_not() {
    check(&JOIN, from_both_ends).await;
}

#[tokio::test(start_paused = true)]
async fn single_records_survive_or_say_why_not() {
    // A record is an object and has no page after it.
    let differs = |fault| match fault {
        Fault::ObjectForList | Fault::EmptyPage | Fault::RepeatedCursor => Some((Rows, Rows)),
        _ => None,
    };
    check(&SINGLES, differs).await;
}

#[tokio::test(start_paused = true)]
async fn a_list_in_one_answer_survives_or_says_why_not() {
    let differs = |fault| match fault {
        Fault::RepeatedCursor => Some((Rows, Rows)),
        Fault::EmptyPage => Some((Sound, Sound)),
        _ => None,
    };
    check(&WHOLE, differs).await;
}

#[tokio::test(start_paused = true)]
async fn field_definitions_that_cannot_be_had_fail_the_query_and_not_the_session() {
    let fixture = Fixture::new().await;
    fixture.sandbox.set_faults("dealFields:500*".parse().unwrap());
    let error = fixture.rows("SELECT id FROM deals LIMIT 1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{}", describe(&error));
    assert_eq!(fixture.expect("SELECT id FROM stages LIMIT 1").await.len(), 1);
    fixture.sandbox.set_faults(FaultPlan::default());
    assert_eq!(fixture.expect("SELECT id FROM deals LIMIT 1").await.len(), 1);
}
