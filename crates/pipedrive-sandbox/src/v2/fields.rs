//! `/dealFields` and its like: field definitions, a page of them or one by its code.

use serde_json::json;

use super::list::list_small;
use super::params::PAGE;
use crate::data::{FieldDefinition, Owner};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, SortKey, Version};
use crate::json::{Array, Object, Time};

const ALL_PARTS: &[Param] =
    &[Param::new("include_fields", Kind::Choices(&["ui_visibility", "important_fields", "required_fields"]))];

const VISIBILITY: &[Param] = &[Param::new("include_fields", Kind::Choices(&["ui_visibility"]))];

const DEAL_SCOPES: &[&str] = &["deals:read", "deals:full", "admin", "deal-fields:full"];
const CONTACT_SCOPES: &[&str] = &["contacts:read", "contacts:full", "admin", "contact-fields:full"];
const PRODUCT_SCOPES: &[&str] = &["products:read", "products:full", "product-fields:full"];
const ACTIVITY_SCOPES: &[&str] = &["admin"];

/// The list route of one table's definitions.
const fn all(path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Operation {
    Operation { version: Version::V2, path, cost: 10, scopes, params: &[PAGE, ALL_PARTS], answer }
}

/// The route of one definition.
const fn one(path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Operation {
    Operation { version: Version::V2, path, cost: 1, scopes, params: &[ALL_PARTS], answer }
}

type Handler = fn(&Call<'_>) -> Result<Answer, Failure>;

pub(crate) const OPERATIONS: &[Operation] = &[
    all("/dealFields", DEAL_SCOPES, |call| list_fields(call, Owner::Deals)),
    one("/dealFields/{field_code}", DEAL_SCOPES, |call| get_field(call, Owner::Deals)),
    all("/personFields", CONTACT_SCOPES, |call| list_fields(call, Owner::Persons)),
    one("/personFields/{field_code}", CONTACT_SCOPES, |call| get_field(call, Owner::Persons)),
    all("/organizationFields", CONTACT_SCOPES, |call| list_fields(call, Owner::Organizations)),
    one("/organizationFields/{field_code}", CONTACT_SCOPES, |call| get_field(call, Owner::Organizations)),
    Operation {
        params: &[PAGE, VISIBILITY],
        ..all("/productFields", PRODUCT_SCOPES, |call| list_fields(call, Owner::Products))
    },
    Operation {
        params: &[VISIBILITY],
        ..one("/productFields/{field_code}", PRODUCT_SCOPES, |call| get_field(call, Owner::Products))
    },
    Operation {
        params: &[PAGE, VISIBILITY],
        ..all("/activityFields", ACTIVITY_SCOPES, |call| list_fields(call, Owner::Activities))
    },
    Operation {
        params: &[VISIBILITY],
        ..one("/activityFields/{field_code}", ACTIVITY_SCOPES, |call| get_field(call, Owner::Activities))
    },
];

fn list_fields(call: &Call<'_>, owner: Owner) -> Result<Answer, Failure> {
    let definitions = call.account.field_definitions(owner);
    let ids = definitions.iter().map(|definition| definition.number).collect();
    list_small(
        call,
        ids,
        &[],
        |id, _| SortKey::Number(id.into()),
        |id, out| {
            if let Some(definition) = definitions.iter().find(|definition| definition.number == id) {
                write(call, owner, definition, out);
            }
        },
    )
}

fn get_field(call: &Call<'_>, owner: Owner) -> Result<Answer, Failure> {
    let definitions = call.account.field_definitions(owner);
    let definition = definitions.iter().find(|definition| definition.code == call.key);
    let definition = definition.ok_or_else(|| Failure::not_found("Field"))?;
    Ok(Answer::object(|out| write(call, owner, definition, out)))
}

pub(crate) fn write(call: &Call<'_>, owner: Owner, definition: &FieldDefinition, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("field_name", &definition.name);
    object.put("field_code", &definition.code);
    if owner == Owner::Deals {
        object.put("description", &definition.description);
    }
    object.put("field_type", definition.field_type);
    write_options(call, definition, &mut object);
    write_subfields(definition, &mut object);
    object.put("is_custom_field", &definition.is_custom);
    object.put("is_optional_response_field", &definition.is_optional);
    for part in call.query.words("include_fields").unwrap_or_default() {
        object.put(part, &extra_part(owner, part));
    }
    object.end();
}

/// The parts of the field's values, if they have parts.
pub(super) fn write_subfields(definition: &FieldDefinition, object: &mut Object<'_>) {
    if definition.subfields.is_empty() {
        object.put("subfields", &());
        return;
    }
    let mut subfields = Array::begin(object.member("subfields"));
    for (code, name, field_type) in definition.subfields {
        let subfield = json!({"field_code": code, "field_name": name, "field_type": field_type});
        crate::json::value(subfields.element(), &subfield);
    }
    subfields.end();
}

/// The choices; custom ones also tell when they were made.
pub(super) fn write_options(call: &Call<'_>, definition: &FieldDefinition, object: &mut Object<'_>) {
    let Some(options) = &definition.options else {
        object.put("options", &());
        return;
    };
    let mut array = Array::begin(object.member("options"));
    for option in options {
        let mut entry = Object::begin(array.element());
        entry.put("id", &option.id);
        entry.put("label", &option.label);
        if let Some(color) = option.color {
            entry.put("color", color);
        }
        if definition.is_custom {
            let made = call.account.now() - 700 * crate::json::DAY;
            entry.put("add_time", &Time(made));
            entry.put("update_time", &());
        }
        entry.end();
    }
    array.end();
}

/// A part of a definition that comes only on request.
fn extra_part(owner: Owner, part: &str) -> serde_json::Value {
    match (part, owner) {
        ("ui_visibility", Owner::Deals) => json!({
            "add_visible_flag": false,
            "details_visible_flag": true,
            "projects_detail_visible_flag": false,
            "show_in_pipelines": {"show_in_all": true, "pipeline_ids": []},
        }),
        ("ui_visibility", Owner::Organizations) => json!({
            "add_visible_flag": false,
            "details_visible_flag": true,
            "org_detail_visible_flag": true,
            "person_detail_visible_flag": false,
            "deal_detail_visible_flag": false,
            "show_in_add_deal_dialog": {"show": false, "order": null},
            "show_in_add_person_dialog": {"show": true, "order": 2},
        }),
        ("ui_visibility", Owner::Persons) => json!({
            "add_visible_flag": false,
            "details_visible_flag": true,
            "show_in_add_deal_dialog": {"show": false, "order": null},
        }),
        ("ui_visibility", _) => json!({"add_visible_flag": false, "details_visible_flag": true}),
        ("required_fields", Owner::Deals) => json!({"enabled": false, "stage_ids": [], "statuses": {}}),
        ("required_fields", _) => json!({"enabled": false}),
        _ => json!({"enabled": false, "stage_ids": []}),
    }
}
