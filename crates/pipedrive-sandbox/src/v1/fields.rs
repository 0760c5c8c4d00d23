//! Field definitions as v1 has them: by number, with the parts of a field inside it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::offset::{PAGE, offset_page};
use crate::data::{FieldDefinition, Owner, operators};
use crate::http::{Answer, Call, Failure, Operation, Paging, SortKey, Version};
use crate::json::{DAY, LegacyTime, value};

const DEAL_SCOPES: &[&str] = &["deals:read", "deals:full", "deal-fields:full", "admin"];
const CONTACT_SCOPES: &[&str] = &["contacts:read", "contacts:full", "contact-fields:full", "admin"];
const PRODUCT_SCOPES: &[&str] = &["products:read", "product-fields:full", "products:full"];
const LEAD_SCOPES: &[&str] = &["leads:read", "leads:full", "admin"];
const ACTIVITY_SCOPES: &[&str] = &["activities:read", "activities:full"];
const NOTE_SCOPES: &[&str] = &["deals:read", "deals:full", "contacts:read", "contacts:full"];

type Handler = fn(&Call<'_>) -> Result<Answer, Failure>;

/// The list route of one table's definitions.
const fn all(path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Operation {
    Operation { version: Version::V1, path, cost: 20, scopes, params: &[PAGE], answer }
}

/// The route of one definition.
const fn one(path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Operation {
    Operation { version: Version::V1, path, cost: 2, scopes, params: &[], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    all("/dealFields", DEAL_SCOPES, |call| list_fields(call, Owner::Deals)),
    one("/dealFields/{id}", DEAL_SCOPES, |call| get_field(call, Owner::Deals)),
    all("/personFields", CONTACT_SCOPES, |call| list_fields(call, Owner::Persons)),
    one("/personFields/{id}", CONTACT_SCOPES, |call| get_field(call, Owner::Persons)),
    all("/organizationFields", CONTACT_SCOPES, |call| list_fields(call, Owner::Organizations)),
    one("/organizationFields/{id}", CONTACT_SCOPES, |call| get_field(call, Owner::Organizations)),
    all("/productFields", PRODUCT_SCOPES, |call| list_fields(call, Owner::Products)),
    one("/productFields/{id}", PRODUCT_SCOPES, |call| get_field(call, Owner::Products)),
    all("/leadFields", LEAD_SCOPES, |call| page(call, Owner::Deals, &lead_fields(call))),
    Operation { params: &[], ..all("/activityFields", ACTIVITY_SCOPES, |call| Ok(list_activity_fields(call))) },
    Operation { params: &[], ..all("/noteFields", NOTE_SCOPES, |_| Ok(list_note_fields())) },
];

fn list_fields(call: &Call<'_>, owner: Owner) -> Result<Answer, Failure> {
    page(call, owner, &call.account.field_definitions(owner))
}

fn page(call: &Call<'_>, owner: Owner, definitions: &[FieldDefinition]) -> Result<Answer, Failure> {
    let numbers = definitions.iter().map(|definition| definition.number).collect();
    offset_page(
        call,
        numbers,
        &[],
        |number, _| SortKey::Number(number.into()),
        |number, out| {
            let found = (1..).zip(definitions).find(|(_, definition)| definition.number == number);
            if let Some((place, definition)) = found {
                value(out, &describe(call, owner, place, definition));
            }
        },
    )
}

fn get_field(call: &Call<'_>, owner: Owner) -> Result<Answer, Failure> {
    let number: Option<u32> = call.key.parse().ok();
    let all = call.account.field_definitions(owner);
    let mut definitions = (1..).zip(all.iter());
    let found = definitions.find(|(_, definition)| Some(definition.number) == number);
    let (place, definition) = found.ok_or_else(|| missing(owner))?;
    Ok(Answer::object(|out| value(out, &describe(call, owner, place, definition))))
}

/// No field with that number: those of products are gone rather than not found.
fn missing(owner: Owner) -> Failure {
    match owner {
        Owner::Products => Failure::plain(StatusCode::GONE, "The field is not found"),
        _ => Failure::not_found("Field"),
    }
}

/// Leads have the custom fields of deals, and some of the built-in ones.
fn lead_fields(call: &Call<'_>) -> Vec<FieldDefinition> {
    const SHARED: [&str; 14] = [
        "id",
        "title",
        "creator_user_id",
        "owner_id",
        "value",
        "currency",
        "person_id",
        "org_id",
        "label_ids",
        "add_time",
        "update_time",
        "expected_close_date",
        "visible_to",
        "next_activity_id",
    ];
    let definitions = call.account.field_definitions(Owner::Deals);
    let shared = |definition: &&FieldDefinition| definition.is_custom || SHARED.contains(&definition.code.as_str());
    definitions.iter().filter(shared).cloned().collect()
}

/// All of them, in an envelope that tells about paging although there is none.
fn whole(rows: Vec<Value>) -> Answer {
    Answer::list(rows, Paging::Offset { start: 0, limit: 100, more: false }, |row, out| value(out, &row))
}

fn list_activity_fields(call: &Call<'_>) -> Answer {
    let all = call.account.field_definitions(Owner::Activities);
    let definitions = (1..).zip(all.iter());
    whole(definitions.map(|(place, field)| describe(call, Owner::Activities, place, field)).collect())
}

fn list_note_fields() -> Answer {
    let pins = ["deal", "person", "organization", "lead", "project", "task"].map(|parent| {
        (
            format!("pinned_to_{parent}_flag"),
            format!("Note is pinned to {parent}"),
            json!([{"id": 1, "label": "Yes"}, {"id": 0, "label": "No"}]),
        )
    });
    let content = ("content".to_owned(), "Content".to_owned(), Value::Null);
    let fields = (1..).zip(std::iter::once(content).chain(pins));
    let rows = fields.map(|(id, (key, name, options)): (u32, _)| {
        json!({
            "id": id,
            "key": key,
            "name": name,
            "field_type": if id == 1 { "text" } else { "enum" },
            "active_flag": true,
            "edit_flag": id > 1,
            "bulk_edit_allowed": true,
            "mandatory_flag": id == 1,
            "options": options,
        })
    });
    whole(rows.collect())
}

/// The name v1 has for a built-in field.
fn legacy_key(owner: Owner, code: &str) -> &str {
    match (owner, code) {
        (Owner::Deals | Owner::Activities, "owner_id") => "user_id",
        (Owner::Deals | Owner::Persons | Owner::Organizations, "label_ids") => "label",
        (Owner::Deals, "is_deleted") => "deleted",
        (_, "is_deleted") => "active_flag",
        (_, "smart_bcc_email") => "cc_email",
        (Owner::Persons, "emails") => "email",
        (Owner::Persons, "phones") => "phone",
        (Owner::Products, "is_linkable") => "selectable",
        (Owner::Activities, "busy") => "busy_flag",
        (_, code) => code,
    }
}

/// The row of a definition; `place` is where it stands in its list, from 1.
fn describe(call: &Call<'_>, owner: Owner, place: u32, definition: &FieldDefinition) -> Value {
    let key = legacy_key(owner, &definition.code);
    let parts = definition.subfields.iter().filter(|(code, ..)| *code != "value");
    let subfields: Vec<Value> = parts
        .map(|(code, name, field_type)| {
            let (key, name) = (format!("{key}_{code}"), format!("{name} of {}", definition.name));
            row(call, None, place, &Shown { owner, key: &key, name: &name, field_type, definition }, None)
        })
        .collect();
    let shown = Shown { owner, key, name: &definition.name, field_type: definition.field_type, definition };
    let subfields = (!subfields.is_empty()).then_some(subfields.as_slice());
    let mut row = row(call, Some(definition.number), place, &shown, subfields);
    if let Some(members) = row.as_object_mut().filter(|_| owner == Owner::Products) {
        for unknown in ["is_subfield", "subfields", "options_deleted"] {
            members.remove(unknown);
        }
        members.insert("picklist_data".to_owned(), Value::Null);
    }
    row
}

/// A field, or a part of one.
struct Shown<'a> {
    owner: Owner,
    key: &'a str,
    name: &'a str,
    field_type: &'a str,
    /// The field, or the one it is a part of.
    definition: &'a FieldDefinition,
}

fn row(call: &Call<'_>, id: Option<u32>, place: u32, shown: &Shown<'_>, subfields: Option<&[Value]>) -> Value {
    let Shown { key, name, field_type, definition, .. } = *shown;
    let custom = definition.is_custom;
    let is_searchable =
        matches!(field_type, "address" | "varchar" | "text" | "varchar_auto" | "double" | "monetary" | "phone");
    let age = if custom { 700 * DAY } else { 1500 * DAY };
    let added = call.account.now() - age + i64::from(place);
    let options = definition.options.as_ref().filter(|_| id.is_some()).map(|options| {
        let rows = options.iter().map(|option| match option.color {
            Some(color) => json!({"id": option.id, "label": option.label, "color": color}),
            None => json!({"id": option.id, "label": option.label}),
        });
        rows.collect::<Vec<_>>()
    });
    json!({
        "id": id,
        "key": key,
        "name": name,
        "order_nr": place,
        "field_type": field_type,
        "add_time": LegacyTime(added),
        "update_time": custom.then(|| LegacyTime(added + 20 * DAY)),
        "last_updated_by_user_id": custom.then_some(1),
        "created_by_user_id": custom.then_some(1),
        "active_flag": true,
        "edit_flag": custom,
        "index_visible_flag": true,
        "details_visible_flag": true,
        "add_visible_flag": place <= 12,
        "important_flag": false,
        "bulk_edit_allowed": custom || matches!(key, "title" | "name" | "user_id" | "owner_id" | "value"),
        "searchable_flag": is_searchable && id.is_some(),
        "filtering_allowed": id.is_some() && !operators(shown.owner, definition).is_empty(),
        "sortable_flag": id.is_some() && !matches!(field_type, "set" | "json"),
        "mandatory_flag": matches!(key, "title" | "name" | "subject"),
        "options": options,
        "options_deleted": null,
        "is_subfield": id.is_none(),
        "subfields": subfields,
    })
}
