//! What each filter parameter keeps, against the records themselves.

use std::collections::BTreeSet;

use pipedrive_sandbox::{Account, Activity, Deal, DealStatus, Organization, Person, Product};
use serde_json::Value;

use crate::support::{Api, NOW, ids};

/// 2026-04-01T00:00:00Z
const APRIL: i64 = 1_775_001_600;

/// Walks a list and compares its ids with those expected, of which there must be some.
async fn check(api: &Api, path: &str, expect: Vec<u32>) {
    let rows = api.walk(path).await;
    assert!(!expect.is_empty(), "{path} would be empty");
    assert_eq!(ids(&rows), expect.into_iter().map(u64::from).collect::<Vec<_>>(), "{path}");
}

type Parent = fn(&Activity) -> Option<u32>;

fn active(account: &Account, keep: impl Fn(&Deal) -> bool) -> Vec<u32> {
    account.deals().filter(|d| !d.is_archived && !d.is_deleted && keep(d)).map(|d| d.id).collect()
}

fn persons(account: &Account, keep: impl Fn(&Person) -> bool) -> Vec<u32> {
    account.persons().filter(|p| !p.is_deleted && keep(p)).map(|p| p.id).collect()
}

fn organizations(account: &Account, keep: impl Fn(&Organization) -> bool) -> Vec<u32> {
    account.organizations().filter(|o| !o.is_deleted && keep(o)).map(|o| o.id).collect()
}

fn activities(account: &Account, keep: impl Fn(&Activity) -> bool) -> Vec<u32> {
    account.activities().filter(|a| !a.is_deleted && keep(a)).map(|a| a.id).collect()
}

fn products(account: &Account, keep: impl Fn(&Product) -> bool) -> Vec<u32> {
    account.products().filter(|p| !p.is_deleted && keep(p)).map(|p| p.id).collect()
}

#[tokio::test]
async fn deals_are_filtered_by_what_they_belong_to() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let person = account.deals().find_map(|d| d.participant_id.filter(|_| !d.is_archived && !d.is_deleted)).unwrap();
    check(&api, "/api/v2/deals?owner_id=3", active(account, |d| d.owner_id == 3)).await;
    check(&api, "/api/v2/deals?pipeline_id=2", active(account, |d| d.pipeline_id == 2)).await;
    check(&api, "/api/v2/deals?stage_id=4", active(account, |d| d.stage_id == 4)).await;
    check(&api, "/api/v2/deals?org_id=5", active(account, |d| d.org_id == Some(5))).await;
    let linked = |d: &Deal| d.person_id == Some(person) || d.participant_id == Some(person);
    check(&api, &format!("/api/v2/deals?person_id={person}"), active(account, linked)).await;
    let path = "/api/v2/deals?owner_id=2&stage_id=1&status=open";
    let expect = active(account, |d| d.owner_id == 2 && d.stage_id == 1 && d.status == DealStatus::Open);
    check(&api, path, expect).await;
    let expect = account.deals().filter(|d| d.is_archived && !d.is_deleted && d.owner_id == 2).map(|d| d.id);
    check(&api, "/api/v2/deals/archived?owner_id=2", expect.collect()).await;
}

#[tokio::test]
async fn ids_pick_rows_and_leave_unknown_ones_out() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let wanted = [9, 3, 3, 400, 401, 0, 77];
    let path = "/api/v2/deals?limit=2&ids=9,3,3,400,401,0,77";
    check(&api, path, active(account, |d| wanted.contains(&d.id))).await;
    let rows = api.walk(&format!("{path}&sort_direction=desc")).await;
    let mut expect = active(account, |d| wanted.contains(&d.id));
    expect.reverse();
    assert_eq!(ids(&rows), expect.into_iter().map(u64::from).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_window_of_change_includes_its_start_and_not_its_end() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let deal = account.deals().filter(|d| !d.is_archived && !d.is_deleted).find(|d| d.update_time.is_some()).unwrap();
    let row = api.get(&format!("/api/v2/deals/{}", deal.id)).await.json();
    let time = row["data"]["update_time"].as_str().unwrap().to_owned();
    let at = deal.update_time;
    let since = active(account, |d| d.update_time.is_some() && d.update_time >= at);
    let until = active(account, |d| d.update_time.is_some() && d.update_time < at);
    check(&api, &format!("/api/v2/deals?updated_since={time}&limit=500"), since).await;
    check(&api, &format!("/api/v2/deals?updated_until={time}&limit=500"), until).await;
    // The same instant in another zone.
    let april = |t: Option<i64>| t.is_some_and(|t| (APRIL..NOW).contains(&t));
    let window = "updated_since=2026-04-01T02:00:00%2B02:00&updated_until=2026-05-14T00:00:00Z&limit=500";
    check(&api, &format!("/api/v2/deals?{window}"), active(account, |d| april(d.update_time))).await;
    check(&api, &format!("/api/v2/persons?{window}"), persons(account, |p| april(p.update_time))).await;
    check(&api, &format!("/api/v2/organizations?{window}"), organizations(account, |o| april(o.update_time))).await;
    check(&api, &format!("/api/v2/activities?{window}"), activities(account, |a| april(a.update_time))).await;
    let since = products(account, |p| p.update_time.is_some_and(|t| t >= APRIL));
    check(&api, "/api/v2/products?updated_since=2026-04-01T00:00:00Z", since).await;
}

#[tokio::test]
async fn the_other_lists_have_their_own_filters() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    check(&api, "/api/v2/persons?owner_id=4", persons(account, |p| p.owner_id == 4)).await;
    check(&api, "/api/v2/persons?org_id=7", persons(account, |p| p.org_id == Some(7))).await;
    let deal = account.deals().find(|d| d.person_id.is_some() && d.participant_id.is_some()).unwrap();
    let members = [deal.person_id, deal.participant_id];
    let path = format!("/api/v2/persons?deal_id={}", deal.id);
    check(&api, &path, persons(account, |p| members.contains(&Some(p.id)))).await;
    check(&api, "/api/v2/organizations?owner_id=4", organizations(account, |o| o.owner_id == 4)).await;
    check(&api, "/api/v2/products?owner_id=4", products(account, |p| p.owner_id == 4)).await;

    let mut complete = account.activities().filter(|a| !a.is_deleted && a.deal_id.is_some() && a.org_id.is_some());
    let activity = complete.find(|a| a.person_id.is_some()).unwrap();
    let parents: [(&str, Parent); 3] =
        [("deal_id", |a| a.deal_id), ("person_id", |a| a.person_id), ("org_id", |a| a.org_id)];
    for (name, parent) in parents {
        let id = parent(&activity);
        let path = format!("/api/v2/activities?{name}={}", id.unwrap());
        check(&api, &path, activities(account, |a| parent(a) == id)).await;
    }
    check(&api, "/api/v2/activities?done=false&limit=500", activities(account, |a| !a.done)).await;
    let of_lead = account.activities().find(|a| !a.is_deleted && a.lead_number.is_some()).unwrap();
    let lead = account.leads().find(|lead| Some(lead.number) == of_lead.lead_number).unwrap();
    let path = format!("/api/v2/activities?lead_id={}", lead.id);
    check(&api, &path, activities(account, |a| a.lead_number == Some(lead.number))).await;
    assert!(api.rows("/api/v2/activities?lead_id=00000000-0000-4000-8000-000000000000").await.is_empty());
    let stages = api.rows("/api/v2/stages?pipeline_id=2").await;
    assert_eq!(ids(&stages), [6, 7, 8, 9]);
}

#[tokio::test]
async fn a_saved_filter_overrides_everything_but_the_window_of_change() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let open = active(account, |d| d.status == DealStatus::Open);
    check(&api, "/api/v2/deals?filter_id=1&limit=500", open.clone()).await;
    let overridden = "ids=1,2,3&owner_id=99&person_id=99&org_id=99&pipeline_id=9&stage_id=99&status=won";
    check(&api, &format!("/api/v2/deals?filter_id=1&limit=500&{overridden}"), open).await;
    let recent = |t: Option<i64>| t.is_some_and(|t| t >= APRIL);
    let expect = active(account, |d| d.status == DealStatus::Open && recent(d.update_time));
    check(&api, "/api/v2/deals?filter_id=1&updated_since=2026-04-01T00:00:00Z&limit=500", expect).await;
    let archived = account.deals().filter(|d| d.is_archived && d.status == DealStatus::Open).map(|d| d.id).collect();
    check(&api, "/api/v2/deals/archived?filter_id=1", archived).await;

    check(&api, "/api/v2/persons?filter_id=4&limit=500&org_id=1", persons(account, |p| p.org_id.is_none())).await;
    let overdue = |a: &Activity| !a.done && a.due_day.is_some_and(|day| day < NOW / 86_400);
    check(&api, "/api/v2/activities?filter_id=6&limit=500&deal_id=1", activities(account, overdue)).await;
    check(&api, "/api/v2/activities?filter_id=6&done=false&limit=500", activities(account, overdue)).await;
    assert!(api.rows("/api/v2/activities?filter_id=6&done=true").await.is_empty(), "`done` is not overridden");
    check(&api, "/api/v2/products?filter_id=9&owner_id=99", products(account, |p| p.code.is_none())).await;
    let foods = api.walk("/api/v2/organizations?filter_id=5").await;
    assert!(!foods.is_empty() && foods.iter().all(|row| row["name"].as_str().unwrap().contains("Foods")));
    assert_eq!(api.get("/api/v2/persons?filter_id=1").await.status, 404, "a filter of another kind");
}

#[tokio::test]
async fn every_saved_filter_picks_something_but_not_everything() {
    let api = Api::start().await;
    for filter in api.sandbox.account().filters() {
        let (path, everything) = match filter.kind.name() {
            "deals" => ("/api/v2/deals?limit=500", "/api/v2/deals?limit=500"),
            "people" => ("/api/v2/persons?limit=500", "/api/v2/persons?limit=500"),
            "org" => ("/api/v2/organizations?limit=500", "/api/v2/organizations?limit=500"),
            "activity" => ("/api/v2/activities?limit=500", "/api/v2/activities?limit=500"),
            "products" => ("/api/v2/products?limit=500", "/api/v2/products?limit=500"),
            _ => ("/v1/leads?limit=500", "/v1/leads?limit=500"),
        };
        let picked = api.rows(&format!("{path}&filter_id={}", filter.id)).await.len();
        let all = api.rows(everything).await.len();
        assert!(0 < picked && picked < all, "{}: {picked} of {all}", filter.name);
    }
}

#[tokio::test]
async fn filters_describe_themselves_in_two_groups() {
    let api = Api::start().await;
    let rows = api.rows("/v1/filters?type=deals").await;
    assert!(rows.iter().all(|row| row["type"] == "deals" && row.get("conditions").is_none()));
    let filter = api.get("/v1/filters/7?include_field_code=true").await.json();
    let groups = &filter["data"]["conditions"]["conditions"];
    assert_eq!((&groups[0]["glue"], &groups[1]["glue"]), (&Value::from("and"), &Value::from("or")));
    let condition = &groups[1]["conditions"][0];
    let key = api.sandbox.account().custom_field_key("deals", "Contract Type").unwrap();
    assert_eq!(condition["field_code"], key);
    assert!(condition["field_id"].is_string());
    let kinds: BTreeSet<String> =
        api.rows("/v1/filters").await.iter().map(|row| row["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.len(), 6);
    let plain = api.get("/v1/filters/7").await.json();
    assert!(plain["data"]["conditions"]["conditions"][1]["conditions"][0].get("field_code").is_none());
}
