//! `/{deals,persons,organizations}/{id}/changelog` and `/deals/{id}/participantsChangelog`: the newest first.

use serde_json::Value;

use super::pages::{CURSOR, cursor_rows, existing};
use crate::data::{Change, deal_history, organization_history, participant_changes, person_history};
use crate::http::{Answer, Call, Failure, Operation, Version};
use crate::json::{LegacyTime, Object};
use crate::{Deal, Organization, Person};

const fn changelog(path: &'static str, answer: fn(&Call<'_>) -> Result<Answer, Failure>) -> Operation {
    Operation { version: Version::V1, path, cost: 20, scopes: &["recents:read"], params: &[CURSOR], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    changelog("/deals/{id}/changelog", |call| {
        let id = existing(call, call.account.deal_count(), "Deal")?;
        list(call, deal_history(call.account, &Deal::new(call.account, id)))
    }),
    changelog("/persons/{id}/changelog", |call| {
        let id = existing(call, call.account.person_count(), "Person")?;
        list(call, person_history(call.account, &Person::new(call.account, id)))
    }),
    changelog("/organizations/{id}/changelog", |call| {
        let id = existing(call, call.account.organization_count(), "Organization")?;
        list(call, organization_history(call.account, &Organization::new(call.account, id)))
    }),
    Operation {
        version: Version::V1,
        path: "/deals/{id}/participantsChangelog",
        cost: 10,
        scopes: &["deals:read", "deals:full"],
        params: &[CURSOR],
        answer: list_participant_changes,
    },
];

/// What a browser calls itself; changes made elsewhere have none.
pub(super) const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn list(call: &Call<'_>, mut changes: Vec<Change>) -> Result<Answer, Failure> {
    changes.reverse();
    cursor_rows(
        call,
        changes,
        ("id:", ""),
        |change| change.id,
        |change, out| {
            let mut object = Object::begin(out);
            object.put("field_key", &change.field);
            object.put("old_value", &as_text(&change.old));
            object.put("new_value", &as_text(&change.new));
            object.put("actor_user_id", &change.actor_user_id);
            object.put("time", &LegacyTime(change.time));
            object.put("change_source", &change.source);
            object
                .put("change_source_user_agent", &change.source.filter(|source| *source == "app").map(|_| USER_AGENT));
            object.put("is_bulk_update_flag", &change.is_bulk);
            object.end();
        },
    )
}

/// Values in a changelog are text or nothing.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn list_participant_changes(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.deal_count(), "Deal")?;
    let mut changes = participant_changes(call.account, &Deal::new(call.account, id));
    changes.reverse();
    cursor_rows(
        call,
        changes,
        ("{\"deal\":", "}"),
        |change| change.id,
        |change, out| {
            let mut object = Object::begin(out);
            object.put("actor_user_id", &change.actor_user_id);
            object.put("person_id", &change.person_id);
            object.put("action", change.action);
            object.put("time", &LegacyTime(change.time));
            object.end();
        },
    )
}
