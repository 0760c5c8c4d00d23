//! What other services are told: webhooks, messaging channels and accounts of video calls.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::resource::{Keys, Resource, create, insert, remove};
use super::{Form, Place, Shelf};
use crate::Account;
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Version, Write};
use crate::json::{MilliTime, value};
use crate::write::{Draft, Key, Kind, Rules, key};

pub(crate) static WEBHOOKS: Shelf = Shelf {
    table: Table::Webhooks,
    missing: || Failure::webhook(StatusCode::NOT_FOUND, "id", "not found"),
    key: "id",
    places: &[Place::plain(Version::V1, "/webhooks", Form::List)],
    filters: &[],
    deleted: None,
};

/// Most webhooks of a user.
const MAX_WEBHOOKS: usize = 40;

const OBJECTS: &[&str] = &[
    "activity",
    "deal",
    "lead",
    "note",
    "organization",
    "person",
    "pipeline",
    "product",
    "stage",
    "user",
    "project",
    "task",
    "board",
    "phase",
    "deal_product",
    "deal_installment",
    "*",
];

const WEBHOOK: &[Key] = &[
    key("subscription_url", Kind::Name).required(),
    key("event_action", Kind::Word(&["create", "change", "delete", "*"])).required(),
    key("event_object", Kind::Word(OBJECTS)).required(),
    key("name", Kind::Name).required(),
    key("user_id", Kind::User).filled(),
    key("http_auth_user", Kind::Text),
    key("http_auth_password", Kind::Text),
    key("version", Kind::Word(&["1.0", "2.0"])).filled(),
];

static WEBHOOK_WRITES: Resource = Resource {
    shelf: &WEBHOOKS,
    rules: Rules { version: Version::V1, keys: WEBHOOK, custom: None },
    keys: Keys::From(5),
    blank: |call| {
        json!({
            "company_id": Account::COMPANY_ID, "owner_id": 1, "user_id": 1, "version": "2.0", "is_active": 1,
            "add_time": MilliTime(call.account.present() * 1000), "remove_time": null, "type": "general",
            "http_auth_user": null, "http_auth_password": null, "remove_reason": null, "last_delivery_time": null,
            "last_http_status": null, "admin_id": 1,
        })
    },
    prepare: |_, _, draft| {
        let address = draft.text("subscription_url").and_then(|text| Url::parse(text).ok());
        let is_reachable = address.is_some_and(|address| {
            let own = address.host_str().is_some_and(|host| host.ends_with("pipedrive.com"));
            matches!(address.scheme(), "http" | "https") && !own
        });
        if is_reachable {
            return Ok(());
        }
        Err(Failure::webhook(StatusCode::BAD_REQUEST, "subscription_url", "invalid or non-reachable URL"))
    },
};

static CHANNELS: Shelf = Shelf {
    table: Table::Channels,
    missing: || Failure::not_found("Channel"),
    key: "id",
    places: &[],
    filters: &[],
    deleted: None,
};

const CHANNEL: &[Key] = &[
    key("name", Kind::Name).required(),
    key("provider_channel_id", Kind::Name).required(),
    key("avatar_url", Kind::Text),
    key("template_support", Kind::Flag).filled(),
    key("provider_type", Kind::Word(&["facebook", "whatsapp", "other"])).filled(),
];

static CHANNEL_WRITES: Resource = Resource {
    shelf: &CHANNELS,
    rules: Rules { version: Version::V1, keys: CHANNEL, custom: None },
    keys: Keys::Uuid,
    blank: |call| {
        json!({"avatar_url": null, "template_support": false, "provider_type": "other", "pd_company_id":
            Account::COMPANY_ID, "pd_user_id": 1, "created_at": MilliTime(call.account.present() * 1000)})
    },
    prepare: |_, _, _| Ok(()),
};

const MESSAGE: &[Key] = &[
    key("id", Kind::Name).required(),
    key("channel_id", Kind::Name).required(),
    key("sender_id", Kind::Name).required(),
    key("conversation_id", Kind::Name).required(),
    key("message", Kind::Text).required(),
    key("status", Kind::Word(&["sent", "delivered", "read", "failed"])).required(),
    key("created_at", Kind::Text).required(),
    key("reply_by", Kind::Text),
    key("conversation_link", Kind::Text),
    key("attachments", Kind::Attendees),
];

static LINKS: Shelf = Shelf {
    table: Table::Links,
    missing: || Failure::not_found("User provider link"),
    key: "id",
    places: &[],
    filters: &[],
    deleted: None,
};

const LINK: &[Key] = &[
    key("user_provider_id", Kind::Name).required(),
    key("user_id", Kind::Integer).required(),
    key("company_id", Kind::Integer).required(),
    key("marketplace_client_id", Kind::Name).required(),
];

const ADMIN: &[&str] = &["admin"];
const MESSENGERS: &[&str] = &["messengers-integration"];
const CALLS: &[&str] = &["video-calls"];

use Version::V1;

pub(super) const WRITES: &[Write] = &[
    Write::new(Method::POST, V1, "/webhooks", (10, ADMIN), add_webhook).created(),
    Write::new(Method::DELETE, V1, "/webhooks/{id}", (6, ADMIN), |call, _| {
        remove(call, &WEBHOOKS)?;
        Ok(Answer::Nothing.beside("status", json!("ok")))
    }),
    Write::new(Method::POST, V1, "/channels", (10, MESSENGERS), |call, body| create(call, body, &CHANNEL_WRITES)),
    Write::new(Method::DELETE, V1, "/channels/{id}", (6, MESSENGERS), |call, _| {
        channel(call, &call.key)?;
        call.account.shelve(Table::Channels, &call.key, |document| document.is_deleted = true);
        Ok(Answer::Nothing)
    }),
    Write::new(Method::POST, V1, "/channels/messages/receive", (10, MESSENGERS), |call, body| {
        let draft = Draft::read(call, &Rules { version: V1, keys: MESSAGE, custom: None }, body, true)?;
        channel(call, draft.text("channel_id").unwrap_or_default())?;
        Ok(Answer::object(|out| value(out, &draft.values)))
    }),
    Write::new(Method::DELETE, V1, "/channels/{id}/conversations/{conversation-id}", (6, MESSENGERS), |call, _| {
        channel(call, &call.key)?;
        Ok(Answer::Nothing)
    }),
    Write::new(Method::POST, V1, "/meetings/userProviderLinks", (10, CALLS), |call, body| {
        let draft = Draft::read(call, &Rules { version: V1, keys: LINK, custom: None }, body, true)?;
        let key = draft.text("user_provider_id").unwrap_or_default().to_owned();
        call.account.shelve(Table::Links, &key, |document| {
            document.is_created = true;
            document.is_deleted = false;
        });
        Ok(Answer::object(|out| value(out, &json!({"message": "The user was added successfully"}))))
    }),
    Write::new(Method::DELETE, V1, "/meetings/userProviderLinks/{id}", (6, CALLS), |call, _| {
        let known = call.account.document(Table::Links, &call.key).filter(|link| !link.is_deleted);
        known.ok_or_else(LINKS.missing)?;
        call.account.shelve(Table::Links, &call.key, |document| document.is_deleted = true);
        Ok(Answer::object(|out| value(out, &json!({"message": "The user was removed successfully"}))))
    }),
];

/// A user has forty webhooks at most.
fn add_webhook(call: &Call<'_>, body: &Value) -> Result<Answer, Failure> {
    let mut draft = Draft::read(call, &WEBHOOK_WRITES.rules, body, true)?;
    (WEBHOOK_WRITES.prepare)(call, None, &mut draft)?;
    let rows = crate::write::read_data(call, V1, "/webhooks", String::new());
    if rows.as_array().is_some_and(|rows| rows.len() >= MAX_WEBHOOKS) {
        return Err(Failure::webhook(StatusCode::UNPROCESSABLE_ENTITY, "user_id", "webhook limit reached"));
    }
    let row = insert(call, &WEBHOOK_WRITES, draft);
    Ok(Answer::object(|out| value(out, &row)).beside("status", json!("ok")))
}

/// The channel must be one that was made, and not deleted since.
fn channel(call: &Call<'_>, id: &str) -> Result<(), Failure> {
    let known = call.account.document(Table::Channels, id).filter(|channel| !channel.is_deleted);
    known.map(|_| ()).ok_or_else(CHANNELS.missing)
}
