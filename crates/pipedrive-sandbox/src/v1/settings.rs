//! What belongs to the account or the user as a whole: `/userSettings`, `/userConnections`, `/webhooks` and
//! `/billing/subscriptions/addons`.

use serde_json::{Value, json};

use crate::Account;
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Operation, Paging, Version};
use crate::json::{DAY, MilliTime, value};

/// One of the routes.
const fn operation(
    path: &'static str,
    cost: u32,
    scopes: &'static [&'static str],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V1, path, cost, scopes, params: &[], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/userSettings", 2, &["base"], |_| Ok(Answer::object(|out| value(out, &user_settings())))),
    operation("/userConnections", 20, &["base"], |call| {
        let draw = call.account.draw(Table::Users, 1).within(60_000);
        let connections = json!({"google": format!("{:021}", draw.bits(0))});
        Ok(Answer::object(|out| value(out, &connections)))
    }),
    operation("/webhooks", 10, &["admin"], |call| Ok(list_webhooks(call))),
    operation("/billing/subscriptions/addons", 20, &["users:read"], |call| {
        let bought = call.account.has_projects.then_some("projects");
        let codes = ["leadbooster_v2", "prospector", "smart_docs_v2"].into_iter().chain(bought);
        Ok(Answer::list(codes, Paging::Whole, |code, out| value(out, &json!({ "code": code }))))
    }),
];

fn user_settings() -> Value {
    json!({
        "marketplace_team": false,
        "list_limit": 100,
        "beta_app": false,
        "prevent_salesphone_callto_override": false,
        "file_upload_destination": "s3",
        "callto_link_syntax": "callto:[number]",
        "autofill_deal_expected_close_date": true,
        "person_duplicate_condition": "name && (org_id || email || phone)",
    })
}

/// A webhook: name, action, object, version, days since it was made, and days since it was removed for not answering.
type Webhook = (&'static str, &'static str, &'static str, &'static str, i64, Option<i64>);

const WEBHOOKS: [Webhook; 4] = [
    ("Deals to the warehouse", "*", "deal", "2.0", 400, None),
    ("New persons, \"newsletter\"", "create", "person", "2.0", 120, None),
    ("Old activity feed", "added", "activity", "1.0", 1300, Some(30)),
    ("Everything", "*", "*", "2.0", 2, None),
];

fn list_webhooks(call: &Call<'_>) -> Answer {
    let now = call.account.now() * 1000;
    let rows = (1..).zip(WEBHOOKS);
    let answer = Answer::list(rows, Paging::Whole, |(id, (name, action, object, version, age, removed)), out| {
        let draw = call.account.draw(Table::Webhooks, id);
        let last = removed.unwrap_or(0) * DAY + draw.seconds(0, DAY);
        // Nothing has been sent to the newest one.
        let is_new = age < 7;
        let row = json!({
            "id": id,
            "company_id": Account::COMPANY_ID,
            "owner_id": 1,
            "user_id": 1,
            "event_action": action,
            "event_object": object,
            "subscription_url": format!("https://hooks.acme.example/{id}"),
            "version": version,
            "is_active": u8::from(removed.is_none()),
            "add_time": MilliTime(now - age * DAY * 1000),
            "remove_time": removed.map(|days| MilliTime(now - days * DAY * 1000)),
            "type": if id == 2 { "application" } else { "general" },
            "http_auth_user": null,
            "http_auth_password": null,
            "remove_reason": removed.map(|_| "no_answer"),
            "last_delivery_time": (!is_new).then(|| MilliTime(now - last * 1000)),
            "last_http_status": (!is_new).then_some(if removed.is_some() { 500 } else { 200 }),
            "admin_id": 1,
            "name": name,
        });
        value(out, &row);
    });
    answer.beside("status", json!("ok"))
}
