//! One look that tells whether a call was carried out whose answer got lost, where the account shows it.

use pipedrive_client::{Answer, ApiRequest, Method, QueryScope};
use serde_json::Value;

use crate::account::Account;
use crate::functions::{below_prefix, known_route};
use crate::refused::is_absent;
use crate::write::{holds, is_gone};

/// What a look has told.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Proof {
    /// The account is as the call wants it; this is the record, `null` where there is none any more.
    Applied(Value),
    /// It is not.
    NotApplied,
    /// Nothing: there is no look, or it failed.
    None,
}

/// Where a look finds what a call has done.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Look {
    /// The record itself, by its key.
    Record(ApiRequest, String),
    /// A list, of which the entry counts whose member has this value.
    Entry(ApiRequest, &'static str, String),
}

/// Looks at what the request of a call was to do, with the body it had.
pub(super) async fn prove(account: &Account, request: &ApiRequest, body: Option<&Value>, scope: &QueryScope) -> Proof {
    let Some(look) = look(request, body) else { return Proof::None };
    match look {
        Look::Record(look, key) => {
            let found = match account.client().send(&look, scope).await {
                Ok(answer) => serde_json::from_slice::<Value>(&answer.data).ok(),
                Err(error) if is_absent(&error, &key) => Some(Value::Null),
                Err(_) => None,
            };
            found.map_or(Proof::None, |found| record(request.method(), body, found))
        }
        Look::Entry(look, member, value) => match account.client().send(&look, scope).await {
            Ok(answer) => entry(request.method(), &answer, member, &value),
            Err(_) => Proof::None,
        },
    }
}

/// What tells the state after a request; most that change or remove a record can be followed by a look at it.
fn look(request: &ApiRequest, body: Option<&Value>) -> Option<Look> {
    let target = request.target();
    let path = target.split_once(' ')?.1;
    let (version, path) = below_prefix(path.split('?').next()?)?;
    let read = |path: &str| {
        let route = known_route("GET", version, path)?;
        Some(ApiRequest::new(route).with_path(path.to_owned()))
    };
    let (parent, key) = path.rsplit_once('/')?;
    match request.method() {
        // Of what makes something new only those who follow can be told from what was there: nobody follows twice.
        Method::Post if key == "followers" => {
            let user = body?.get("user_id")?.to_string();
            Some(Look::Entry(read(path)?, "user_id", user))
        }
        Method::Get | Method::Post => None,
        Method::Delete if parent.ends_with("/followers") => Some(Look::Entry(read(parent)?, "user_id", key.to_owned())),
        Method::Delete if parent == "/webhooks" => Some(Look::Entry(read(parent)?, "id", key.to_owned())),
        Method::Put | Method::Patch | Method::Delete => Some(Look::Record(read(path)?, key.to_owned())),
    }
}

fn record(method: Method, body: Option<&Value>, found: Value) -> Proof {
    if method == Method::Delete {
        return if is_gone(&found, &[]) { Proof::Applied(Value::Null) } else { Proof::NotApplied };
    }
    match body.filter(|_| found.is_object()).and_then(|wanted| holds(&found, wanted)) {
        Some(true) => Proof::Applied(found),
        Some(false) => Proof::NotApplied,
        None => Proof::None,
    }
}

fn entry(method: Method, answer: &Answer, member: &str, value: &str) -> Proof {
    let Ok(Value::Array(list)) = serde_json::from_slice(&answer.data) else { return Proof::None };
    let is_meant = |entry: &&Value| entry.get(member).is_some_and(|found| text(found) == value);
    let found = list.iter().find(is_meant);
    match (found, method == Method::Delete) {
        (Some(found), false) => Proof::Applied(found.clone()),
        // It may stand on a later page.
        (None, _) if goes_on(answer) => Proof::None,
        (Some(_), true) | (None, false) => Proof::NotApplied,
        (None, true) => Proof::Applied(Value::Null),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn goes_on(answer: &Answer) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let beside = body.get("additional_data").unwrap_or(&Value::Null);
    let more = beside.pointer("/pagination/more_items_in_collection").and_then(Value::as_bool);
    more == Some(true) || beside.get("next_cursor").is_some_and(|cursor| !cursor.is_null())
}

#[cfg(test)]
mod tests {
    use pipedrive_client::{ApiRequest, Method};
    use pipedrive_schema::{ApiVersion, Paging, RouteSpec};
    use serde_json::{Value, json};

    use super::{Look, Proof, look, record};

    const V1: ApiVersion = ApiVersion::V1;
    const V2: ApiVersion = ApiVersion::V2;

    fn check(method: Method, version: ApiVersion, path: &str, body: Option<&Value>, expect: Option<(&str, &str)>) {
        let route = RouteSpec { version, path: "", cost: 1, paging: Paging::Whole, scopes: &[] };
        let request = ApiRequest::new(route).with_method(method).with_path(path.to_owned());
        let found = look(&request, body).map(|look| match look {
            Look::Record(request, key) => (request.target(), key),
            Look::Entry(request, member, value) => (request.target(), format!("{member}={value}")),
        });
        let expect = expect.map(|(target, key)| (target.to_owned(), key.to_owned()));
        assert_eq!(found, expect, "{method:?} {path}");
    }

    #[test]
    fn a_look_goes_where_the_state_can_be_read() {
        check(Method::Patch, V2, "/deals/5", None, Some(("GET /api/v2/deals/5", "5")));
        check(Method::Delete, V2, "/deals/5", None, Some(("GET /api/v2/deals/5", "5")));
        check(Method::Put, V1, "/notes/5", None, Some(("GET /api/v1/notes/5", "5")));
        check(Method::Delete, V1, "/webhooks/5", None, Some(("GET /api/v1/webhooks", "id=5")));
        let followers = "GET /api/v2/deals/5/followers";
        check(Method::Delete, V2, "/deals/5/followers/7", None, Some((followers, "user_id=7")));
        let user = json!({"user_id": 7});
        check(Method::Post, V2, "/deals/5/followers", Some(&user), Some((followers, "user_id=7")));
    }

    #[test]
    fn nothing_tells_of_what_is_new_or_unheard_of() {
        check(Method::Post, V2, "/deals", None, None);
        check(Method::Post, V1, "/deals/5/duplicate", None, None);
        check(Method::Put, V1, "/deals/5/merge", None, None);
        check(Method::Delete, V1, "/unheard/of", None, None);
    }

    #[test]
    fn a_record_proves_what_it_holds() {
        let found = json!({"id": 5, "status": "won"});
        let check = |method, body: Option<Value>, expect| {
            assert_eq!(record(method, body.as_ref(), found.clone()), expect, "{method:?} {body:?}");
        };
        check(Method::Patch, Some(json!({"status": "won"})), Proof::Applied(found.clone()));
        check(Method::Patch, Some(json!({"status": "lost"})), Proof::NotApplied);
        check(Method::Patch, Some(json!({"other": 1})), Proof::None);
        check(Method::Patch, None, Proof::None);
        check(Method::Delete, None, Proof::NotApplied);
        assert_eq!(record(Method::Delete, None, Value::Null), Proof::Applied(Value::Null));
    }
}
