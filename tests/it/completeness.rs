//! Scans of an account that changes between any two requests: every row that stays as it is comes exactly once, every
//! row that changes exactly once in some version, and a row that is added or deleted at most once.

mod moves;
mod offsets;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pipedrive_sandbox::{
    Account, Activity, Aim, Churn, Clock, Deal, DealStatus, Entity, MissingChangeTimes, Moment, Mutation, Organization,
    Person, Product, Quirks, SandboxConfig,
};

use crate::fixture::{Fixture, NOW, line, small};

use Mutation::{Archive, Close, Delete, Insert, Update};

/// A query over one table that answers with its ids.
#[derive(Clone, Copy)]
struct Scan {
    entity: Entity,
    sql: &'static str,
    /// Whether a record belongs to the answer.
    holds: fn(&Account, u32) -> bool,
    /// What can happen to a record without changing that.
    harmless: &'static [Mutation],
}

/// Whether a record is there and not deleted.
fn is_alive(account: &Account, entity: Entity, id: u32) -> bool {
    (1..=account.count(entity)).contains(&id)
        && !match entity {
            Entity::Deals => Deal::new(account, id).is_deleted,
            Entity::Persons => Person::new(account, id).is_deleted,
            Entity::Organizations => Organization::new(account, id).is_deleted,
            Entity::Activities => Activity::new(account, id).is_deleted,
            Entity::Products => Product::new(account, id).is_deleted,
        }
}

/// Whole tables.
const WHOLE: [Scan; 5] = [
    Scan {
        entity: Entity::Deals,
        sql: "SELECT id FROM deals",
        holds: |account, id| is_alive(account, Entity::Deals, id),
        harmless: &[Update, Close, Archive],
    },
    Scan {
        entity: Entity::Persons,
        sql: "SELECT id FROM persons",
        holds: |account, id| is_alive(account, Entity::Persons, id),
        harmless: &[Update, Close, Archive],
    },
    Scan {
        entity: Entity::Organizations,
        sql: "SELECT id FROM organizations",
        holds: |account, id| is_alive(account, Entity::Organizations, id),
        harmless: &[Update, Close, Archive],
    },
    Scan {
        entity: Entity::Activities,
        sql: "SELECT id FROM activities",
        holds: |account, id| is_alive(account, Entity::Activities, id),
        harmless: &[Update, Close, Archive],
    },
    Scan {
        entity: Entity::Products,
        sql: "SELECT id FROM products",
        holds: |account, id| is_alive(account, Entity::Products, id),
        harmless: &[Update, Close, Archive],
    },
];

/// Parts of tables, by filters that the API carries out and by some that it does not.
const FILTERED: [Scan; 6] = [
    Scan {
        entity: Entity::Deals,
        sql: "SELECT id FROM deals WHERE status = 'open' AND NOT is_archived",
        holds: |account, id| {
            let deal = Deal::new(account, id);
            deal.status == DealStatus::Open && !deal.is_archived
        },
        harmless: &[Update],
    },
    Scan {
        entity: Entity::Deals,
        sql: "SELECT id FROM deals WHERE owner_id IN (1, 2, 3) AND value > 1000",
        holds: |account, id| {
            let deal = Deal::new(account, id);
            is_alive(account, Entity::Deals, id) && deal.owner_id <= 3 && deal.value > 1000.0
        },
        harmless: &[Close, Archive],
    },
    Scan {
        entity: Entity::Activities,
        sql: "SELECT id FROM activities WHERE done",
        holds: |account, id| is_alive(account, Entity::Activities, id) && Activity::new(account, id).done,
        harmless: &[Update, Archive],
    },
    Scan {
        entity: Entity::Persons,
        sql: "SELECT id FROM persons WHERE update_time >= '2026-01-01'",
        holds: |account, id| {
            let changed = Person::new(account, id).update_time;
            is_alive(account, Entity::Persons, id) && changed.is_some_and(|time| time >= 1_767_225_600)
        },
        harmless: &[],
    },
    Scan {
        entity: Entity::Organizations,
        sql: "SELECT id FROM organizations WHERE update_time < '2026-06-01' OR update_time IS NULL",
        holds: |account, id| {
            let changed = Organization::new(account, id).update_time;
            is_alive(account, Entity::Organizations, id) && changed.is_none_or(|time| time < 1_780_272_000)
        },
        harmless: &[],
    },
    Scan {
        entity: Entity::Deals,
        sql: "SELECT d.id FROM deals d JOIN persons p ON p.id = d.person_id",
        holds: |account, id| {
            let person = Deal::new(account, id).person_id;
            is_alive(account, Entity::Deals, id) && person.is_some_and(|id| is_alive(account, Entity::Persons, id))
        },
        harmless: &[Update, Close, Archive],
    },
];

/// What happens while it is read.
fn churns(seed: u64, course: &Course, mutations: &[Mutation]) -> Vec<Churn> {
    let (every, step) = (course.every, course.step);
    let mut churns = Vec::new();
    for moment in [Moment::BeforeAnswer, Moment::AfterAnswer] {
        let churn = Churn { moment, step, mutations: mutations.to_vec(), ..Churn::default() };
        churns.push(Churn { seed: seed * 10, every, changes: 5, ..churn.clone() });
        churns.push(Churn { seed: seed * 10 + 1, aim: Aim::Page, changes: 6, every: every * 2, ..churn.clone() });
        churns.push(Churn { aim: Aim::Table, every: every * 3, rounds: Some(3), ..churn });
    }
    churns
}

/// Scans while the account changes, and tells what came wrong.
async fn scan(fixture: &Fixture, scan: Scan, churn: &Churn) -> Vec<String> {
    let account = fixture.sandbox.account();
    let before: BTreeSet<u32> = (1..=account.count(scan.entity)).filter(|&id| (scan.holds)(account, id)).collect();
    let known = account.mutations().len();
    fixture.requests();
    fixture.sandbox.set_churn(Some(churn.clone()));
    let rows = fixture.column(scan.sql).await;
    fixture.sandbox.set_churn(None);

    let mut happened: BTreeMap<u32, Vec<Mutation>> = BTreeMap::new();
    // What joins the rows changes too; that makes a row come and go, as its own deletion would.
    let mut others = BTreeSet::new();
    for mutated in account.mutations().into_iter().skip(known) {
        if mutated.entity == scan.entity {
            happened.entry(mutated.id).or_default().push(mutated.mutation);
        } else if matches!(mutated.mutation, Insert | Delete) {
            others.insert(mutated.id);
        }
    }
    let mut came: BTreeMap<u32, usize> = BTreeMap::new();
    for id in rows {
        *came.entry(id.parse().unwrap()).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for id in 1..=account.count(scan.entity).max(came.keys().max().copied().unwrap_or_default()) {
        let times = came.get(&id).copied().unwrap_or_default();
        let history = happened.get(&id).map_or(&[][..], Vec::as_slice);
        let is_joined =
            !others.is_empty() && Deal::new(account, id).person_id.is_some_and(|person| others.contains(&person));
        // A deal that goes to the archive and comes back can each time be where nobody looks.
        let is_restless = history.iter().filter(|mutation| **mutation == Archive).count() > 1;
        let is_harmless = history.iter().all(|mutation| scan.harmless.contains(mutation));
        let is_certain = is_harmless && !is_joined && !is_restless;
        let expect =
            if is_certain { usize::from(before.contains(&id))..=usize::from(before.contains(&id)) } else { 0..=1 };
        if !expect.contains(&times) {
            wrong.push(format!("id {id} came {times} times, not {expect:?}: {history:?}"));
        }
    }
    if !wrong.is_empty() {
        let requests: Vec<String> = fixture.requests().iter().map(line).collect();
        wrong.push(format!("{}\n{churn:?}\n{}", scan.sql, requests.join("\n")));
    }
    wrong
}

/// An account, how it is read, and how fast it changes.
struct Course {
    config: SandboxConfig,
    keys: &'static str,
    seeds: u64,
    /// Every how many requests something changes.
    every: u32,
    /// How far a clock set by hand moves each time.
    step: Duration,
    /// Said before anything is read.
    first: &'static str,
}

/// Runs a scan under every churn, on accounts of several seeds; answers with all requests that were sent.
async fn check(course: &Course, scans: &[Scan], mutations: &[Mutation]) -> Vec<String> {
    let (mut wrong, mut sent) = (Vec::new(), Vec::new());
    for seed in 1..=course.seeds {
        let config = SandboxConfig { seed, ..course.config.clone() };
        for &of in scans {
            let fixture = Fixture::with(config.clone(), course.keys).await;
            if !course.first.is_empty() {
                fixture.expect(course.first).await;
            }
            // Reading everything once tells the engine how much there is, and so which ways of reading pay.
            fixture.column(of.sql).await;
            for churn in churns(seed, course, mutations) {
                wrong.extend(scan(&fixture, of, &churn).await);
            }
            // In the end everything is there once more, as it is by then.
            wrong.extend(scan(&fixture, of, &Churn { rounds: Some(0), ..Churn::default() }).await);
            sent.extend(fixture.sandbox.requests().iter().map(line));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    sent
}

/// Some pages of ten rows, where some old records have no time of change.
fn short() -> Course {
    Course {
        config: SandboxConfig { deals: 160, ..small() },
        keys: "PageSize=10",
        seeds: 2,
        every: 1,
        step: Duration::ZERO,
        first: "",
    }
}

/// More than a hundred pages, where every record has a time of change.
fn long(missing_change_times: MissingChangeTimes) -> Course {
    let quirks = Quirks { missing_change_times, ..Quirks::default() };
    Course {
        config: SandboxConfig { deals: 280, quirks, ..small() },
        keys: "PageSize=2",
        seeds: 1,
        every: 5,
        step: Duration::ZERO,
        first: "",
    }
}

#[tokio::test]
async fn whole_tables_are_complete_while_they_change() {
    check(&short(), &WHOLE, &[Insert, Update, Update, Close, Archive, Delete]).await;
}

#[tokio::test]
async fn one_request_at_a_time_is_complete_too() {
    let course = Course { keys: "PageSize=10;MaxConcurrentRequests=1", seeds: 1, ..short() };
    check(&course, &WHOLE[..2], &[Insert, Update, Update, Close, Delete]).await;
}

#[tokio::test]
async fn filtered_tables_and_joins_are_complete_while_they_change() {
    check(&short(), &FILTERED, &[Insert, Update, Close, Delete]).await;
}

#[tokio::test]
async fn deals_that_are_archived_or_come_back_come_once() {
    let course = Course { keys: "PageSize=2", every: 2, ..short() };
    check(&course, &WHOLE[..1], &[Archive, Archive, Update, Insert, Delete]).await;
}

#[tokio::test]
async fn windows_of_changes_are_complete_while_they_change() {
    let mutations = [Insert, Update, Update, Archive, Delete];
    let sent = check(&long(MissingChangeTimes::Nowhere), &WHOLE[..1], &mutations).await;
    assert!(sent.iter().any(|request| request.contains("updated_until=")), "nothing was read in windows");
}

#[tokio::test]
async fn parts_of_a_list_are_complete_while_rows_go_from_one_to_another() {
    let mutations = [Insert, Update, Close, Close, Archive, Delete];
    for missing in [MissingChangeTimes::First, MissingChangeTimes::Last] {
        let sent = check(&long(missing), &WHOLE[..1], &mutations).await;
        assert!(sent.iter().any(|request| request.contains("status=lost")), "nothing was read in parts");
    }
}

#[tokio::test]
async fn only_the_clock_of_the_server_counts() {
    // It is months behind that of this machine, and moves in steps.
    let clock = Clock::manual(u64::try_from(NOW).unwrap());
    let mut course = Course { step: Duration::from_millis(700), ..long(MissingChangeTimes::Nowhere) };
    course.config.clock = clock;
    check(&course, &WHOLE[..1], &[Insert, Update, Archive, Delete]).await;
}
