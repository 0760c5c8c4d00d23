//! Scans of an account that changes between any two requests: every row that stays as it is comes exactly once, every
//! row that changes exactly once in some version, and a row that is added or deleted at most once.

use std::collections::{BTreeMap, BTreeSet};

use pipedrive_sandbox::{
    Account, Activity, Aim, Churn, Deal, DealStatus, Entity, Moment, Mutation, Organization, Person, Product,
    SandboxConfig,
};

use crate::fixture::{Fixture, line, small};

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

/// What happens while it is read; of several, one round after the other.
fn churns(seed: u64, mutations: &[Mutation]) -> Vec<Churn> {
    let mutations = mutations.to_vec();
    let mut churns = Vec::new();
    for moment in [Moment::BeforeAnswer, Moment::AfterAnswer] {
        let churn = Churn { seed: seed * 10, moment, mutations: mutations.clone(), ..Churn::default() };
        churns.push(Churn { seed: churn.seed + 1, aim: Aim::Anywhere, changes: 5, ..churn.clone() });
        churns.push(Churn { seed: churn.seed + 2, aim: Aim::Page, changes: 6, every: 2, ..churn.clone() });
        churns.push(Churn { aim: Aim::Table, every: 3, rounds: Some(3), ..churn });
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
        let is_certain = !is_joined && history.iter().all(|mutation| scan.harmless.contains(mutation));
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

/// Runs a scan under every churn, on accounts of several seeds.
async fn check(scans: &[Scan], mutations: &[Mutation]) {
    let mut wrong = Vec::new();
    for seed in 1..=2 {
        let config = SandboxConfig { deals: 160, seed, ..small() };
        for &of in scans {
            let fixture = Fixture::with(config.clone(), "PageSize=10").await;
            // Reading everything once tells the engine how much there is, and so which ways of reading pay.
            fixture.column(of.sql).await;
            for churn in churns(seed, mutations) {
                wrong.extend(scan(&fixture, of, &churn).await);
            }
            // In the end everything is there once more, as it is by then.
            wrong.extend(scan(&fixture, of, &Churn { rounds: Some(0), ..Churn::default() }).await);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn whole_tables_are_complete_while_they_change() {
    check(&WHOLE, &[Insert, Update, Update, Close, Delete]).await;
}

#[tokio::test]
async fn filtered_tables_and_joins_are_complete_while_they_change() {
    check(&FILTERED, &[Insert, Update, Close, Delete]).await;
}

#[tokio::test]
async fn deals_that_are_archived_or_come_back_come_once() {
    check(&WHOLE[..1], &[Archive, Archive, Update, Insert, Delete]).await;
}
