//! `/projectFields` and `/projectFields/{field_code}`, whose rows always carry what other fields tell on request.

use serde_json::json;

use super::fields::{write_options, write_subfields};
use super::list::list_small;
use super::params::PAGE;
use crate::data::{FieldDefinition, Owner};
use crate::http::{Answer, Call, Failure, Operation, SortKey, Version};
use crate::json::Object;

const SCOPES: &[&str] = &["projects:read", "projects:full", "project-fields:full"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/projectFields",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE],
        answer: list_fields,
    },
    Operation {
        version: Version::V2,
        path: "/projectFields/{field_code}",
        cost: 1,
        scopes: SCOPES,
        params: &[],
        answer: get_field,
    },
];

fn list_fields(call: &Call<'_>) -> Result<Answer, Failure> {
    let definitions = call.account.field_definitions(Owner::Projects);
    let numbers = definitions.iter().map(|definition| definition.number).collect();
    let key = |number: u32, _: &str| SortKey::Number(number.into());
    list_small(call, numbers, &[], key, |number, out| {
        if let Some(definition) = definitions.iter().find(|definition| definition.number == number) {
            write(call, definition, out);
        }
    })
}

fn get_field(call: &Call<'_>) -> Result<Answer, Failure> {
    let definitions = call.account.field_definitions(Owner::Projects);
    let definition = definitions.iter().find(|definition| definition.code == call.key);
    let definition = definition.ok_or_else(|| Failure::not_found("Field"))?;
    Ok(Answer::object(|out| write(call, definition, out)))
}

fn write(call: &Call<'_>, definition: &FieldDefinition, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("field_name", &definition.name);
    object.put("field_code", &definition.code);
    object.put("field_type", definition.field_type);
    write_options(call, definition, &mut object);
    write_subfields(definition, &mut object);
    object.put("is_custom_field", &definition.is_custom);
    object.put("is_optional_response_field", &definition.is_optional);
    object.put("ui_visibility", &json!({"add_visible_flag": !definition.is_custom, "details_visible_flag": true}));
    object.put("important_fields", &json!({"enabled": false, "stage_ids": []}));
    object.put("required_fields", &json!({"enabled": definition.code == "title"}));
    object.end();
}
