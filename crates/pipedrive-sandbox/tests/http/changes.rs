//! An account that changes while it is read.

use std::collections::BTreeSet;
use std::time::Duration;

use pipedrive_sandbox::{Aim, Churn, Clock, Delay, Entity, Moment, Mutation, SandboxConfig};
use serde_json::Value;

use crate::support::{Api, NOW, config, ids};

/// An account whose clock stands an hour after the data's present, until it is moved.
async fn changing() -> (Api, Clock) {
    let clock = Clock::manual(u64::try_from(NOW).unwrap() + 3_600);
    (Api::start_with(SandboxConfig { clock: clock.clone(), ..config() }).await, clock)
}

async fn walked(api: &Api, path: &str) -> BTreeSet<u64> {
    ids(&api.walk(path).await).into_iter().collect()
}

#[tokio::test]
async fn what_happens_to_a_record_shows_in_lists_singles_and_windows_at_once() {
    for entity in Entity::ALL {
        let (api, clock) = changing().await;
        let account = api.sandbox.account();
        let list = format!("/api/v2/{}", entity.name());
        let latest = format!("{list}?limit=1&sort_by=update_time&sort_direction=desc");
        let since = format!("{list}?updated_since=2026-05-14T01:00:00Z&sort_by=update_time");
        let first = ids(&api.rows(&latest).await)[0];
        assert_eq!(api.rows(&since).await.len(), 0, "{list}");

        let inserted = account.insert(entity);
        assert_eq!(inserted, account.count(entity), "{list}");
        let newest = format!("{list}?limit=1&sort_direction=desc");
        assert_eq!(ids(&api.rows(&newest).await), [u64::from(inserted)], "{list}");
        assert_eq!(api.get(&format!("{list}/{inserted}")).await.json()["data"]["add_time"], "2026-05-14T01:00:00Z");
        assert_eq!(ids(&api.rows(&latest).await), [u64::from(inserted)], "{list}");

        clock.advance(Duration::from_secs(1));
        let id = u32::try_from(first).unwrap();
        let before = api.get(&format!("{list}/{id}")).await.json();
        assert!(account.mutate(entity, id, Mutation::Update));
        let after = api.get(&format!("{list}/{id}")).await.json();
        assert_ne!(before["data"]["owner_id"], after["data"]["owner_id"], "{list}");
        assert_eq!(after["data"]["is_deleted"], false, "{list}");
        assert_eq!(ids(&api.rows(&latest).await), [first], "{list}");
        assert_eq!(ids(&api.rows(&since).await), [u64::from(inserted), first], "{list}");

        assert!(account.mutate(entity, id, Mutation::Delete));
        assert!(!account.mutate(entity, id, Mutation::Update), "deleted records stay as they are");
        assert_eq!(api.get(&format!("{list}/{id}")).await.json()["data"]["is_deleted"], true, "{list}");
        assert!(!walked(&api, &list).await.contains(&first), "{list}");
        assert_eq!(api.rows(&format!("{list}?ids={id}")).await.len(), 0, "{list}");
        assert!(!account.mutate(entity, account.count(entity) + 1, Mutation::Update), "no such record");
        let happened: Vec<Mutation> = account.mutations().iter().map(|mutated| mutated.mutation).collect();
        assert_eq!(happened, [Mutation::Insert, Mutation::Update, Mutation::Delete], "{list}");
    }
}

#[tokio::test]
async fn deals_close_reopen_are_archived_and_deleted() {
    let (api, _) = changing().await;
    let account = api.sandbox.account();
    let deal = account.deals().find(|d| d.status.name() == "open" && !d.is_archived).unwrap();
    let (id, wanted) = (deal.id, u64::from(deal.id));
    let status = async |word: &str| walked(&api, &format!("/api/v2/deals?status={word}")).await.contains(&wanted);
    let archived = async || walked(&api, "/api/v2/deals/archived").await.contains(&wanted);

    assert!(status("open").await && !status("won").await && !archived().await);
    account.mutate(Entity::Deals, id, Mutation::Close);
    assert!(!status("open").await && status("won").await);
    account.mutate(Entity::Deals, id, Mutation::Close);
    assert!(status("open").await && !status("won").await);
    account.mutate(Entity::Deals, id, Mutation::Archive);
    assert!(!status("open").await && archived().await);
    account.mutate(Entity::Deals, id, Mutation::Archive);
    assert!(status("open").await && !archived().await);
    account.mutate(Entity::Deals, id, Mutation::Delete);
    assert!(!status("open").await && status("deleted").await);
}

#[tokio::test]
async fn activities_are_done_and_undone() {
    let (api, _) = changing().await;
    let id = api.sandbox.account().activities().find(|a| !a.done && !a.is_deleted).unwrap().id;
    let done = async || walked(&api, "/api/v2/activities?done=true").await.contains(&u64::from(id));
    assert!(!done().await);
    api.sandbox.account().mutate(Entity::Activities, id, Mutation::Close);
    assert!(done().await);
    api.sandbox.account().mutate(Entity::Activities, id, Mutation::Close);
    assert!(!done().await);
}

#[tokio::test]
async fn kept_orders_are_those_that_would_be_built_anew() {
    let (api, clock) = changing().await;
    let account = api.sandbox.account();
    for entity in Entity::ALL {
        let path = format!("/api/v2/{}?limit=100&sort_by=update_time&sort_direction=desc", entity.name());
        api.rows(&path).await;
        for n in 0..60_u32 {
            let mutation = [Mutation::Insert, Mutation::Update, Mutation::Close, Mutation::Delete, Mutation::Archive];
            account.mutate(entity, n * 37 % account.count(entity) + 1, mutation[usize::try_from(n % 5).unwrap()]);
            clock.advance(Duration::from_millis(300));
        }
        let rows = api.walk(&path).await;
        let times: Vec<Option<&str>> = rows.iter().map(|row| row["update_time"].as_str()).collect();
        assert!(times.is_sorted_by(|a, b| a >= b), "{entity:?}");
        let kept = ids(&rows);
        account.update_all(entity);
        let tied = ids(&api.walk(&path).await);
        assert!(tied.is_sorted_by(|a, b| a > b), "ties are in the order of the ids");
        assert_eq!(BTreeSet::from_iter(&kept), BTreeSet::from_iter(&tied), "{entity:?}");
        assert_eq!(kept.len(), tied.len(), "{entity:?}");
    }
}

#[tokio::test]
async fn windows_of_changes_hold_the_same_rows_in_every_order() {
    let api = Api::start().await;
    for list in ["deals", "persons", "organizations", "activities"] {
        let all = api.walk(&format!("/api/v2/{list}?limit=500")).await;
        for (since, until) in [
            ("2026-05-01", "2026-05-10"),
            ("2025-01-01", "2026-05-10"),
            ("2026-05-10", "2026-05-01"),
            ("2026-05-13", "2027-01-01"),
        ] {
            let (since, until) = (format!("{since}T00:00:00Z"), format!("{until}T00:00:00Z"));
            let within = |row: &&Value| row["update_time"].as_str().is_some_and(|t| *t >= *since && *t < *until);
            let expect: BTreeSet<u64> = all.iter().filter(within).map(|row| row["id"].as_u64().unwrap()).collect();
            for order in ["id", "update_time", "add_time"] {
                for direction in ["asc", "desc"] {
                    let path = format!(
                        "/api/v2/{list}?limit=7&updated_since={since}&updated_until={until}&sort_by={order}\
                         &sort_direction={direction}"
                    );
                    let rows = ids(&api.walk(&path).await);
                    assert_eq!(rows.len(), expect.len(), "{path}");
                    assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), expect, "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn churn_changes_the_page_that_is_asked_for_before_or_after_the_answer() {
    for moment in [Moment::BeforeAnswer, Moment::AfterAnswer] {
        let (api, _) = changing().await;
        let page: Vec<u64> = ids(&api.rows("/api/v2/deals?limit=10").await);
        let mutations = vec![Mutation::Delete];
        let churn = Churn { aim: Aim::Page, moment, mutations, rounds: Some(1), changes: 40, ..Churn::default() };
        api.sandbox.set_churn(Some(churn));
        let read = ids(&api.rows("/api/v2/deals?limit=10").await);
        let gone: Vec<u64> = api.sandbox.account().mutations().iter().map(|m| m.id.into()).collect();
        assert!(gone.len() > 5 && gone.iter().all(|id| page.contains(id)), "{gone:?}");
        assert_eq!(read == page, moment == Moment::AfterAnswer);
        assert!(ids(&api.rows("/api/v2/deals?limit=10").await).iter().all(|id| !gone.contains(id)));
        assert_eq!(api.sandbox.account().mutations().len(), gone.len(), "one round is one round");
    }
}

#[tokio::test]
async fn the_same_churn_brings_the_same_changes() {
    let run = async |seed: u64| {
        let churn = Churn { seed, every: 2, step: Duration::from_secs(1), ..Churn::default() };
        let clock = Clock::manual(u64::try_from(NOW).unwrap());
        let api = Api::start_with(SandboxConfig { churn: Some(churn), clock, ..config() }).await;
        let rows = api.walk("/api/v2/persons?limit=20").await;
        (rows, api.sandbox.account().mutations())
    };
    let (first, again, other) = (run(1).await, run(1).await, run(2).await);
    assert!(first == again && first.1 != other.1);
    let times: BTreeSet<i64> = first.1.iter().map(|mutated| mutated.time).collect();
    assert!(times.len() > 3, "the clock moves with each round");
}

#[tokio::test]
async fn whole_tables_are_touched_within_one_second() {
    let (api, _) = changing().await;
    api.sandbox.set_churn(Some(Churn { aim: Aim::Table, rounds: Some(1), ..Churn::default() }));
    let rows = api.walk("/api/v2/organizations").await;
    assert!(rows.len() > 50 && rows.iter().all(|row| row["update_time"] == "2026-05-14T01:00:00Z"));
}

#[tokio::test]
async fn requests_that_match_a_delay_take_longer() {
    let slow = Duration::from_millis(60);
    let delay = Delay { path: "/deals".to_owned(), query: "updated_until=2026-05".to_owned(), latency: slow };
    let api = Api::start_with(SandboxConfig { delays: vec![delay], ..config() }).await;
    api.rows("/api/v2/deals?limit=1&updated_until=2026-05-01T00:00:00Z").await;
    api.rows("/api/v2/deals?limit=1&updated_until=2026-04-01T00:00:00Z").await;
    api.rows("/api/v2/deals/archived?limit=1&updated_until=2026-05-01T00:00:00Z").await;
    let requests = api.sandbox.requests();
    assert!(requests[0].duration >= slow);
    assert!(requests.iter().skip(1).any(|request| request.duration < slow), "the others need not wait");
}
