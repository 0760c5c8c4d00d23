//! Field definitions and their options, in both versions.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::draft::{Draft, Rules, refusal};
use super::key::{Key, Kind, key};
use super::resource::read;
use super::value::number;
use crate::data::{CustomKind, Description, FieldDefinition, FieldOption, OptionEdit, Owner};
use crate::http::{Answer, Call, Failure, Kind as ParamKind, Paging, Param, Version, Write};
use crate::json::value;

/// Most options of a field.
const MAX_OPTIONS: usize = 10_000;

const TYPES: &[&str] = &[
    "varchar",
    "text",
    "double",
    "phone",
    "date",
    "daterange",
    "time",
    "timerange",
    "set",
    "enum",
    "varchar_auto",
    "address",
    "monetary",
    "org",
    "people",
    "user",
];

const NEW: &[Key] = &[
    key("field_name", Kind::Name).required(),
    key("field_type", Kind::Word(TYPES)).required(),
    key("options", Kind::Labels),
    key("ui_visibility", Kind::Object).filled(),
    key("important_fields", Kind::Object).filled(),
    key("required_fields", Kind::Object).filled(),
    key("description", Kind::Text),
];

const CHANGED: &[Key] = &[
    key("field_name", Kind::Name).filled(),
    key("ui_visibility", Kind::Object).filled(),
    key("important_fields", Kind::Object).filled(),
    key("required_fields", Kind::Object).filled(),
    key("description", Kind::Text),
];

const LEGACY_NEW: &[Key] = &[
    key("name", Kind::Name).required(),
    key("field_type", Kind::Word(TYPES)).required(),
    key("options", Kind::Labels),
    key("add_visible_flag", Kind::Flag),
];

const LEGACY_CHANGED: &[Key] =
    &[key("name", Kind::Name).filled(), key("options", Kind::Labels), key("add_visible_flag", Kind::Flag)];

/// The routes of a table's fields, in both versions where both have them, with who may write.
macro_rules! routes {
    ($owner:expr, $list:literal, $define:expr, $change:expr) => {
        [
            Write::new(Method::POST, V2, $list, (5, $define), |call, body| define(call, body, $owner, $list)),
            Write::new(Method::PATCH, V2, concat!($list, "/{field_code}"), (5, $change), |call, body| {
                change(call, body, $owner, $list)
            }),
            Write::new(Method::DELETE, V2, concat!($list, "/{field_code}"), (3, $define), |call, _| {
                drop_one(call, $owner, $list)
            }),
            Write::new(Method::POST, V2, concat!($list, "/{field_code}/options"), (5, $change), |call, body| {
                edit_options(call, body, $owner, &["label"])
            }),
            Write::new(Method::PATCH, V2, concat!($list, "/{field_code}/options"), (5, $change), |call, body| {
                edit_options(call, body, $owner, &["id", "label"])
            }),
            Write::new(Method::DELETE, V2, concat!($list, "/{field_code}/options"), (3, $change), |call, body| {
                edit_options(call, body, $owner, &["id"])
            }),
        ]
    };
}

macro_rules! legacy_routes {
    ($owner:expr, $list:literal, $scopes:expr) => {
        [
            Write::new(Method::POST, V1, $list, (10, $scopes), |call, body| define_legacy(call, body, $owner, $list)),
            Write::new(Method::DELETE, V1, $list, (10, $scopes), |call, _| drop_many(call, $owner)).with(IDS),
            Write::new(Method::PUT, V1, concat!($list, "/{id}"), (10, $scopes), |call, body| {
                change_legacy(call, body, $owner, $list)
            }),
            Write::new(Method::DELETE, V1, concat!($list, "/{id}"), (6, $scopes), |call, _| {
                drop_numbered(call, $owner)
            }),
        ]
    };
}

use Version::{V1, V2};

const IDS: &[&[Param]] = &[&[Param::new("ids", ParamKind::Text)]];

const DEALS: &[&str] = &["admin", "deal-fields:full"];
const DEALS_TOO: &[&str] = &["deals:full", "admin", "deal-fields:full"];
const CONTACTS: &[&str] = &["admin", "contact-fields:full"];
const CONTACTS_TOO: &[&str] = &["contacts:full", "admin", "contact-fields:full"];
const PRODUCTS: &[&str] = &["products:full", "product-fields:full"];
const PROJECTS: &[&str] = &["project-fields:full"];

pub(crate) const DEAL_FIELDS: &[Write] = &routes!(Owner::Deals, "/dealFields", DEALS, DEALS_TOO);
pub(crate) const PERSON_FIELDS: &[Write] = &routes!(Owner::Persons, "/personFields", CONTACTS, CONTACTS_TOO);
pub(crate) const ORGANIZATION_FIELDS: &[Write] =
    &routes!(Owner::Organizations, "/organizationFields", CONTACTS, CONTACTS_TOO);
pub(crate) const PRODUCT_FIELDS: &[Write] = &routes!(Owner::Products, "/productFields", PRODUCTS, PRODUCTS);
pub(crate) const PROJECT_FIELDS: &[Write] = &routes!(Owner::Projects, "/projectFields", PROJECTS, PROJECTS);
pub(crate) const LEGACY_DEAL_FIELDS: &[Write] = &legacy_routes!(Owner::Deals, "/dealFields", DEALS);
pub(crate) const LEGACY_PERSON_FIELDS: &[Write] = &legacy_routes!(Owner::Persons, "/personFields", CONTACTS);
pub(crate) const LEGACY_ORGANIZATION_FIELDS: &[Write] =
    &legacy_routes!(Owner::Organizations, "/organizationFields", CONTACTS);
pub(crate) const LEGACY_PRODUCT_FIELDS: &[Write] = &legacy_routes!(Owner::Products, "/productFields", PRODUCTS);

fn rules(version: Version, keys: &'static [Key]) -> Rules {
    Rules { version, keys, custom: None }
}

/// The kind of a new field and the labels of its options, which only some kinds have, and those need.
fn kind_and_labels(version: Version, draft: &Draft) -> Result<(CustomKind, Vec<String>), Failure> {
    let kind = draft.text("field_type").and_then(CustomKind::named);
    let kind = kind.ok_or_else(|| refusal(version, &["field_type: is unknown".to_owned()]))?;
    let labels: Vec<String> = draft
        .get("options")
        .and_then(Value::as_array)
        .map(|options| options.iter().filter_map(|option| option["label"].as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    let fits = kind.has_options() != labels.is_empty() && labels.len() <= MAX_OPTIONS;
    if fits {
        return Ok((kind, labels));
    }
    let problem =
        format!("options: Parameter 'options' must hold 1 to {MAX_OPTIONS} items for enum and set, and none otherwise");
    Err(refusal(version, &[problem]))
}

/// The definition as its route shows it.
fn shown(call: &Call<'_>, list: &str, code: &str) -> Answer {
    let row = read(call, V2, &format!("{list}/{{field_code}}"), code.to_owned());
    Answer::object(|out| value(out, &row))
}

fn define(call: &Call<'_>, body: &Value, owner: Owner, list: &str) -> Result<Answer, Failure> {
    let draft = Draft::read(call, &rules(V2, NEW), body, true)?;
    let (kind, labels) = kind_and_labels(V2, &draft)?;
    let name = draft.text("field_name").unwrap_or_default().to_owned();
    let code = call.account.define_field(owner, name, kind, labels, draft.text("description").map(str::to_owned));
    Ok(shown(call, list, &code))
}

/// The definition that a predicate picks; only custom ones can be changed.
fn find(call: &Call<'_>, owner: Owner, is_it: impl Fn(&FieldDefinition) -> bool) -> Result<FieldDefinition, Failure> {
    let definitions = call.account.field_definitions(owner);
    let missing = || match owner {
        Owner::Products => Failure::plain(StatusCode::GONE, "The field is not found"),
        _ => Failure::not_found("Field"),
    };
    definitions.iter().find(|field| is_it(field)).cloned().ok_or_else(missing)
}

fn custom(call: &Call<'_>, owner: Owner) -> Result<FieldDefinition, Failure> {
    let definitions = call.account.field_definitions(owner);
    let field = definitions.iter().find(|field| field.code == call.key).ok_or_else(|| Failure::not_found("Field"))?;
    if field.is_custom { Ok(field.clone()) } else { Err(Failure::no_permission()) }
}

fn change(call: &Call<'_>, body: &Value, owner: Owner, list: &str) -> Result<Answer, Failure> {
    let field = custom(call, owner)?;
    let draft = Draft::read(call, &rules(V2, CHANGED), body, false)?;
    let description = match draft.values.get("description") {
        None => Description::Kept,
        Some(text) => Description::Set(text.as_str().map(str::to_owned)),
    };
    let name = draft.text("field_name").map(str::to_owned);
    call.account.describe_field(owner, &field.code, name, description);
    Ok(shown(call, list, &field.code))
}

fn drop_one(call: &Call<'_>, owner: Owner, list: &str) -> Result<Answer, Failure> {
    let field = custom(call, owner)?;
    let answer = shown(call, list, &field.code);
    call.account.drop_field(owner, &field.code);
    Ok(answer)
}

/// Adds, renames or removes options: the members that every item of the body must have tell which.
fn edit_options(call: &Call<'_>, body: &Value, owner: Owner, members: &[&str]) -> Result<Answer, Failure> {
    let definitions = call.account.field_definitions(owner);
    let field = definitions.iter().find(|field| field.code == call.key).ok_or_else(|| Failure::not_found("Field"))?;
    let refused = |problem: &str| Failure::validation(&[problem.to_owned()]);
    let items = body.as_array().filter(|items| !items.is_empty()).ok_or_else(|| refused("body: must be an array"))?;
    let options = field.options.as_ref().ok_or_else(|| refused("field_code: the field has no options"))?;
    let edit = |item: &Value| {
        let only_these = item.as_object().is_some_and(|item| item.keys().all(|name| members.contains(&name.as_str())));
        let label = item["label"].as_str().map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned);
        let edit = match (members, number(&item["id"]), label) {
            (["label"], _, Some(label)) => Some(OptionEdit::Add(label)),
            (["id", "label"], Some(id), Some(label)) => Some(OptionEdit::Rename(id, label)),
            (["id"], Some(id), _) => Some(OptionEdit::Remove(id)),
            _ => None,
        };
        edit.filter(|_| only_these)
            .ok_or_else(|| refused(&format!("body: each item needs {} only", members.join(" and "))))
    };
    let edits = items.iter().map(edit).collect::<Result<Vec<_>, _>>()?;
    if members == ["label"] && options.len() + edits.len() > MAX_OPTIONS {
        return Err(refused("body: the field would have too many options"));
    }
    let edited = call.account.edit_options(owner, &field.code, &edits);
    let edited = edited.ok_or_else(|| refused("body: an item is about an option that does not exist"))?;
    Ok(Answer::list(edited, Paging::Plain, |option, out| {
        value(out, &json!({"id": option.id, "label": option.label, "color": option.color}));
    }))
}

/// The definition as v1's route shows it.
fn shown_legacy(call: &Call<'_>, list: &str, number: u32) -> Answer {
    let row = read(call, V1, &format!("{list}/{{id}}"), number.to_string());
    Answer::object(|out| value(out, &row))
}

fn define_legacy(call: &Call<'_>, body: &Value, owner: Owner, list: &str) -> Result<Answer, Failure> {
    let draft = Draft::read(call, &rules(V1, LEGACY_NEW), body, true)?;
    let (kind, labels) = kind_and_labels(V1, &draft)?;
    let name = draft.text("name").unwrap_or_default().to_owned();
    let code = call.account.define_field(owner, name, kind, labels, None);
    let number = find(call, owner, |field| field.code == code)?.number;
    Ok(shown_legacy(call, list, number))
}

/// The custom field of that number.
fn numbered(call: &Call<'_>, owner: Owner) -> Result<FieldDefinition, Failure> {
    let field = find(call, owner, |field| field.number.to_string() == call.key)?;
    if field.is_custom { Ok(field) } else { Err(Failure::no_permission()) }
}

/// In v1 the options of a field are replaced as a whole: those with an id stay, the others are new.
fn change_legacy(call: &Call<'_>, body: &Value, owner: Owner, list: &str) -> Result<Answer, Failure> {
    let field = numbered(call, owner)?;
    let draft = Draft::read(call, &rules(V1, LEGACY_CHANGED), body, false)?;
    if let Some(given) = draft.get("options").and_then(Value::as_array) {
        let known = field.options.as_ref().ok_or_else(Failure::bad_request)?;
        let keeps =
            |option: &FieldOption| given.iter().any(|item| number(&item["id"]).is_some_and(|id| option.has_number(id)));
        let removed = known.iter().filter(|option| !keeps(option)).filter_map(|option| number(&json!(option.id)));
        let removed = removed.map(OptionEdit::Remove);
        let others = given.iter().filter_map(|item| {
            let label = item["label"].as_str()?.to_owned();
            Some(number(&item["id"]).map_or(OptionEdit::Add(label.clone()), |id| OptionEdit::Rename(id, label)))
        });
        let edits: Vec<OptionEdit> = removed.chain(others).collect();
        call.account.edit_options(owner, &field.code, &edits).ok_or_else(Failure::bad_request)?;
    }
    call.account.describe_field(owner, &field.code, draft.text("name").map(str::to_owned), Description::Kept);
    Ok(shown_legacy(call, list, field.number))
}

fn drop_numbered(call: &Call<'_>, owner: Owner) -> Result<Answer, Failure> {
    let field = numbered(call, owner)?;
    call.account.drop_field(owner, &field.code);
    Ok(Answer::object(|out| value(out, &json!({ "id": field.number }))))
}

/// Deletes what there is of the custom fields named; unknown numbers are no error.
fn drop_many(call: &Call<'_>, owner: Owner) -> Result<Answer, Failure> {
    let text = call.query.text("ids").ok_or_else(Failure::bad_request)?;
    let wanted: Result<Vec<u32>, _> = text.split(',').map(|id| id.trim().parse()).collect();
    let wanted = wanted.map_err(|_| Failure::bad_request())?;
    let definitions = call.account.field_definitions(owner);
    let gone = definitions.iter().filter(|field| field.is_custom && wanted.contains(&field.number));
    let mut numbers = Vec::new();
    for field in gone {
        call.account.drop_field(owner, &field.code);
        numbers.push(field.number);
    }
    Ok(Answer::object(|out| value(out, &json!({ "id": numbers }))))
}
