//! Rows that go from one list of a scan to another while it reads, where lists are not read wide: in an order, under a
//! limit, one request at a time, as the parents of other rows, and one list for each value of a join.

use std::collections::BTreeMap;

use pipedrive_sandbox::{Aim, Churn, Entity, Moment, Mutation, SandboxConfig};

use super::{Course, Scan, WHOLE, check, is_alive, short};
use crate::fixture::{Fixture, line, small, texts};

use Mutation::{Archive, Close, Delete, Insert, Update};

/// One request at a time, and only once somebody asks for its rows.
const LAZY: &str = "SET pipedrive.parallel_scan = false";

/// The deals in an order the API has.
const ORDERED: [Scan; 2] = [
    Scan { sql: "SELECT id FROM deals ORDER BY id", ..WHOLE[0] },
    Scan { sql: "SELECT id FROM deals ORDER BY id DESC", ..WHOLE[0] },
];

/// A limit that the lists do not reach. What moves may be missed, and comes at most once.
const UNREACHED: Scan = Scan { sql: "SELECT id FROM deals LIMIT 1000", harmless: &[Update, Close], ..WHOLE[0] };

/// Limits that are reached: on the first page, on some, and on nobody knows which.
const LIMITED: [&str; 4] = [
    "SELECT id FROM deals LIMIT 150",
    "SELECT id FROM deals ORDER BY id DESC LIMIT 4",
    "SELECT id FROM deals ORDER BY id LIMIT 38",
    "SELECT id FROM deals WHERE value > 100 ORDER BY id DESC LIMIT 37",
];

const MOVES: [Mutation; 5] = [Archive, Archive, Update, Insert, Delete];

#[tokio::test]
async fn an_order_over_both_lists_holds_every_deal_that_moves() {
    let course = Course { keys: "PageSize=2", every: 2, seeds: 1, ..short() };
    check(&course, &ORDERED, &MOVES).await;
}

#[tokio::test]
async fn a_limit_over_both_lists_shows_no_deal_twice() {
    let course = Course { keys: "PageSize=4", seeds: 3, ..short() };
    check(&course, &[UNREACHED], &[Archive, Archive, Archive, Update]).await;
}

#[tokio::test]
async fn a_limit_that_is_reached_shows_no_deal_twice() {
    let fixture = Fixture::with(SandboxConfig { deals: 160, ..small() }, "PageSize=4").await;
    for sql in LIMITED {
        for seed in 1..6 {
            for aim in [Aim::Page, Aim::Anywhere] {
                let churn = Churn { aim, changes: 9, ..archiving(seed) };
                let twice = doubles(&fixture, sql, churn).await;
                assert!(twice.is_empty(), "{sql}: {twice:?}");
            }
        }
    }
}

#[tokio::test]
async fn lists_read_one_after_the_other_hold_every_deal_that_moves() {
    let course = Course { keys: "PageSize=2", every: 2, first: LAZY, ..short() };
    check(&course, &WHOLE[..1], &MOVES).await;
}

#[tokio::test]
async fn nothing_is_asked_for_ahead_where_nobody_may_want_it() {
    let config = SandboxConfig { deals: 160, ..small() };
    let fixture = Fixture::with(config, "PageSize=2").await;
    fixture.expect(LAZY).await;
    fixture.column("SELECT id FROM deals").await;
    fixture.requests();
    let mut rows = fixture.session.query("SELECT id FROM deals").await.unwrap();
    for expect in 1..4 {
        rows.next().await.unwrap().unwrap();
        let requests: Vec<String> = fixture.requests().iter().map(line).collect();
        assert_eq!(requests.len(), 1, "batch {expect}: {requests:#?}");
    }
}

#[tokio::test]
async fn a_deal_that_is_archived_after_it_was_read_does_not_come_again() {
    let fixture = Fixture::with(small(), "PageSize=10").await;
    for sql in ["SELECT title, id FROM deals LIMIT 1000", "SELECT id FROM leads LIMIT 1000"] {
        let mut rows = fixture.session.query(sql).await.unwrap();
        let mut came: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(batch) = rows.next().await.unwrap() {
            for mut row in texts(&batch) {
                let id = row.pop().unwrap();
                if let Ok(number) = id.parse() {
                    fixture.sandbox.account().mutate(Entity::Deals, number, Archive);
                }
                *came.entry(id).or_default() += 1;
            }
        }
        assert!(came.values().all(|times| *times == 1), "{sql}: {came:?}");
    }
}

/// Deals of each page that was just read go to the archive, or come back from it.
fn archiving(seed: u64) -> Churn {
    let mutations = vec![Archive];
    Churn { seed, moment: Moment::AfterAnswer, aim: Aim::Page, changes: 6, mutations, ..Churn::default() }
}

/// Runs a query while the account changes, and tells which of its first columns came more than once.
async fn doubles(fixture: &Fixture, sql: &str, churn: Churn) -> Vec<String> {
    fixture.requests();
    fixture.sandbox.set_churn(Some(churn));
    let rows = fixture.column(sql).await;
    fixture.sandbox.set_churn(None);
    assert!(!rows.is_empty(), "{sql}");
    let mut came: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *came.entry(row).or_default() += 1;
    }
    came.into_iter().filter(|(_, times)| *times > 1).map(|(row, _)| row).collect()
}

#[tokio::test]
async fn a_parent_that_moves_does_not_have_its_children_listed_twice() {
    for keys in ["PageSize=10", "PageSize=10;MaxConcurrentRequests=1"] {
        let fixture = Fixture::with(small(), keys).await;
        fixture.expect(LAZY).await;
        for seed in 1..4 {
            let twice = doubles(&fixture, "SELECT id FROM deal_products", archiving(seed)).await;
            assert!(twice.is_empty(), "{twice:?}");
        }
    }
}

/// The owners of whom each is one list of deals.
const BY_OWNER: &str = "SELECT d.id FROM (VALUES (1), (2), (3)) v(id) JOIN deals d ON d.owner_id = v.id";

#[tokio::test]
async fn a_row_whose_value_changes_comes_once_from_the_lists_of_the_values() {
    for keys in ["PageSize=5", "PageSize=5;MaxConcurrentRequests=1"] {
        let fixture = Fixture::with(small(), keys).await;
        fixture.column("SELECT id FROM deals").await;
        for seed in 1..4 {
            let churn = Churn { changes: 4, mutations: vec![Update], ..archiving(seed) };
            let twice = doubles(&fixture, BY_OWNER, churn).await;
            let requests: Vec<String> = fixture.requests().iter().map(line).collect();
            assert!(requests.iter().any(|request| request.contains("owner_id=2")), "{requests:#?}");
            assert!(twice.is_empty(), "{twice:?}\n{requests:#?}");
        }
    }
}

#[tokio::test]
async fn a_limit_of_one_page_takes_one_page_of_each_list() {
    let fixture = Fixture::with(small(), "PageSize=10").await;
    let account = fixture.sandbox.account();
    let alive = (1..=120).rev().filter(|&id| is_alive(account, Entity::Deals, id));
    let highest: Vec<String> = alive.take(10).map(|id| id.to_string()).collect();
    assert_eq!(fixture.column("SELECT id FROM deals ORDER BY id DESC LIMIT 10").await, highest);
    let requests: Vec<String> = fixture.requests().iter().map(line).collect();
    let pages = requests.iter().filter(|request| !request.contains("Fields")).count();
    assert_eq!(pages, 2, "{requests:#?}");
}
