//! Changelogs agree with what the records are now.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{cursor_walk, every_deal};
use crate::support::Api;

/// What a changelog says of one field, the earliest first: time, value before and value after.
fn of_field<'a>(changes: &'a [Value], field: &str) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
    let of_field = changes.iter().rev().filter(|change| change["field_key"] == *field);
    let entries: Vec<_> = of_field
        .map(|change| (change["time"].as_str().unwrap(), change["old_value"].as_str(), change["new_value"].as_str()))
        .collect();
    for pair in entries.windows(2) {
        assert_eq!(pair[0].2, pair[1].1, "{field} goes on from where it was: {entries:?}");
    }
    assert!(entries.iter().all(|(_, old, new)| old != new), "{field} changes: {entries:?}");
    entries
}

/// v2's spelling of a time, in v1's.
fn legacy(time: &Value) -> Option<String> {
    time.as_str().map(|text| text.replace('T', " ").trim_end_matches('Z').to_owned())
}

#[tokio::test]
async fn deals_are_where_their_changelogs_end() {
    let api = Api::start().await;
    let mut stages = BTreeMap::new();
    for id in 1..=14 {
        let stage = api.get(&format!("/api/v2/stages/{id}")).await.json();
        stages.insert(id.to_string(), stage["data"]["pipeline_id"].to_string());
    }
    let (mut moved_often, mut transferred, mut reopened, mut unmoved) = (0, 0, 0, 0);
    for deal in every_deal(&api, "first_won_time").await {
        let changes = cursor_walk(&api, &format!("/v1/deals/{}/changelog", deal["id"]), 500).await;
        let text = |name: &str| match &deal[name] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let ends = |field: &str, column: &str| {
            if let Some((_, _, new)) = of_field(&changes, field).last() {
                assert_eq!(new.map(str::to_owned), text(column), "deal {} {field}", deal["id"]);
            }
        };
        ends("stage_id", "stage_id");
        ends("pipeline_id", "pipeline_id");
        // No entry tells of a deletion: what a changelog ends with is the status from before.
        let outcome = match (deal["won_time"].is_null(), deal["lost_time"].is_null()) {
            (true, true) => "open",
            (false, _) => "won",
            (true, false) => "lost",
        };
        if let Some((_, _, last)) = of_field(&changes, "status").last() {
            assert_eq!(*last, Some(outcome), "deal {} status", deal["id"]);
        }
        if deal["is_deleted"] != true {
            assert_eq!(deal["status"], outcome, "deal {}", deal["id"]);
        }
        ends("value", "value");
        ends("title", "title");
        ends("user_id", "owner_id");
        ends("expected_close_date", "expected_close_date");
        ends("lost_reason", "lost_reason");
        let moves = of_field(&changes, "stage_id");
        let last_move = moves.last().map(|(time, ..)| (*time).to_owned());
        assert_eq!(last_move, legacy(&deal["stage_change_time"]), "deal {}", deal["id"]);
        let transfers = of_field(&changes, "pipeline_id");
        for (time, old, new) in &moves {
            let [from, to] = [old, new].map(|stage| stages[stage.unwrap()].as_str());
            let transfer = transfers.iter().find(|(at, ..)| at == time);
            assert_eq!(transfer.map_or((to, to), |(_, old, new)| (old.unwrap(), new.unwrap())), (from, to));
        }
        let statuses = of_field(&changes, "status");
        if deal["is_deleted"] == false {
            let closes =
                statuses.iter().rev().find(|(_, _, new)| *new != Some("open")).filter(|_| deal["status"] != "open");
            assert_eq!(closes.map(|(time, ..)| (*time).to_owned()), legacy(&deal["close_time"]), "deal {}", deal["id"]);
        }
        let first_won = statuses.iter().find(|(_, _, new)| *new == Some("won")).map(|(time, ..)| (*time).to_owned());
        assert_eq!(first_won, legacy(&deal["first_won_time"]), "deal {}", deal["id"]);
        for field in ["won_time", "lost_time"] {
            let end = of_field(&changes, field).last().and_then(|(_, _, new)| *new).map(str::to_owned);
            assert_eq!(end, legacy(&deal[field]), "deal {} {field}", deal["id"]);
        }
        let latest = legacy(&deal["update_time"]);
        let (added, updated) = (legacy(&deal["add_time"]), latest.as_deref());
        assert!(changes.iter().all(|change| change["time"].as_str() >= added.as_deref()));
        assert!(updated.is_none() || changes.iter().all(|change| change["time"].as_str() <= updated));
        moved_often += usize::from(moves.len() > 2);
        transferred += transfers.len();
        reopened += usize::from(statuses.iter().any(|(_, _, new)| *new == Some("open")));
        unmoved += usize::from(moves.is_empty());
    }
    let kinds = [moved_often, transferred, reopened, unmoved];
    assert!(kinds.iter().all(|&count| count > 3), "{kinds:?}");
}

#[tokio::test]
async fn persons_and_organizations_are_what_their_changelogs_end_in() {
    let api = Api::start().await;
    let mut fields = BTreeSet::new();
    for list in ["persons", "organizations"] {
        for row in api.rows(&format!("/api/v2/{list}?limit=150")).await {
            let changes = cursor_walk(&api, &format!("/v1/{list}/{}/changelog", row["id"]), 500).await;
            for change in &changes {
                let field = change["field_key"].as_str().unwrap();
                let now = match field {
                    "email" | "phone" => row[format!("{field}s")][0]["value"].clone(),
                    "address" => row["address"]["value"].clone(),
                    "name" | "owner_id" | "org_id" => row[field].clone(),
                    key => row["custom_fields"][key].clone(),
                };
                let now = now.as_str().map_or_else(|| now.to_string(), str::to_owned);
                assert_eq!(change["new_value"], now, "{list} {} {field}", row["id"]);
                fields.insert((list, field.len().min(12)));
            }
            let ends = changes.first().map(|change| change["time"].as_str().unwrap().to_owned());
            assert!(ends.is_none() || ends == legacy(&row["update_time"]), "the last change is the record's last");
        }
    }
    assert!(fields.len() > 6, "{fields:?}");
}

#[tokio::test]
async fn changelogs_are_walked_once_from_the_newest_on() {
    let api = Api::start().await;
    let mut entries = 0;
    for deal in 1..=60 {
        for list in ["changelog", "participantsChangelog"] {
            let path = format!("/v1/deals/{deal}/{list}");
            let whole = cursor_walk(&api, &path, 500).await;
            let times: Vec<&str> = whole.iter().map(|change| change["time"].as_str().unwrap()).collect();
            assert!(times.is_sorted_by(|a, b| a >= b), "{path}");
            for limit in [1, 3] {
                assert_eq!(cursor_walk(&api, &path, limit).await, whole, "{path} {limit}");
            }
            entries += whole.len();
        }
    }
    assert!(entries > 200);
}

#[tokio::test]
async fn cursors_of_changelogs_are_spelt_as_the_published_ones() {
    use base64::Engine as _;
    let api = Api::start().await;
    for (list, before) in [("changelog", "id:"), ("participantsChangelog", "{\"deal\":")] {
        let mut cursors = 0;
        for deal in 1..=100 {
            let page = api.get(&format!("/v1/deals/{deal}/{list}?limit=1")).await.json();
            let Some(cursor) = page["additional_data"]["next_cursor"].as_str() else { continue };
            let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor).unwrap();
            assert!(String::from_utf8(text).unwrap().starts_with(before), "{cursor}");
            cursors += 1;
        }
        assert!(cursors > 3, "{list}");
        let reply = api.get(&format!("/v1/deals/1/{list}?cursor=nonsense")).await;
        assert_eq!((reply.status, &reply.json()["error"]), (400, &json!("Bad request")));
    }
}

#[tokio::test]
async fn a_record_that_never_changed_has_no_changelog() {
    let api = Api::start().await;
    let never = api.sandbox.account().persons().find(|person| person.update_time.is_none()).unwrap();
    let reply = api.get(&format!("/v1/persons/{}/changelog", never.id)).await;
    assert_eq!(reply.text, r#"{"success":true,"data":null,"additional_data":{"next_cursor":null}}"#);
}
