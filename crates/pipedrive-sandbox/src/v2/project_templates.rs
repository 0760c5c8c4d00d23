//! `/projectTemplates` and `/projectTemplates/{id}`.

use serde_json::{Value, json};

use super::list::list_small;
use super::params::PAGE;
use crate::data::{TEMPLATES, Template};
use crate::http::{Answer, Call, Failure, Operation, SortKey, Version};
use crate::json::{DAY, MilliTime, Object};

const SCOPES: &[&str] = &["projects:read", "projects:full"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/projectTemplates",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE],
        answer: list_templates,
    },
    Operation {
        version: Version::V2,
        path: "/projectTemplates/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[],
        answer: get_template,
    },
];

fn template(id: u32) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

fn list_templates(call: &Call<'_>) -> Result<Answer, Failure> {
    let ids = TEMPLATES.iter().map(|template| template.id).collect();
    let key = |id: u32, _: &str| SortKey::Number(id.into());
    list_small(call, ids, &[], key, |id, out| {
        if let Some(template) = template(id) {
            write(call, template, out);
        }
    })
}

fn get_template(call: &Call<'_>) -> Result<Answer, Failure> {
    let template = template(call.id()?).ok_or_else(|| Failure::not_found("Project template"))?;
    Ok(Answer::object(|out| write(call, template, out)).beside("additional_data", json!(null)))
}

fn write(call: &Call<'_>, template: &Template, out: &mut Vec<u8>) {
    let added = (call.account.now() - template.age * DAY) * 1000 + 40 * i64::from(template.id);
    let description = match template.description {
        "" => Value::Null,
        text => json!(text),
    };
    let mut object = Object::begin(out);
    object.put("id", &template.id);
    object.put("title", template.title);
    object.put("description", &description);
    object.put("projects_board_id", &template.board_id);
    object.put("owner_id", &template.owner_id);
    object.put("add_time", &MilliTime(added));
    object.put("update_time", &MilliTime(added + i64::from(template.id % 2) * 20 * DAY * 1000));
    object.end();
}
