//! Making, changing and deleting records of any kind by their description.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

use super::draft::{Draft, Rules};
use crate::data::{Edit, Owner, Table};
use crate::http::{Answer, Call, Failure, Query, Version};
use crate::json::value;
use crate::{Lead, v1, v2};

/// What is known of a kind of record that can be written.
pub(crate) struct Resource {
    pub(crate) table: Table,
    /// Its name in a 404.
    pub(crate) name: &'static str,
    pub(crate) rules: Rules,
    /// Where one is read.
    pub(crate) path: &'static str,
    /// Completes a draft by the rules of the kind; the id is that of the record to change.
    pub(crate) prepare: fn(&Call<'_>, Option<u32>, &mut Draft) -> Result<(), Failure>,
}

/// Makes a record.
pub(crate) fn create(call: &Call<'_>, body: &Value, resource: &Resource) -> Result<Answer, Failure> {
    let mut draft = Draft::read(call, &resource.rules, body, true)?;
    (resource.prepare)(call, None, &mut draft)?;
    let id = insert(call, resource, draft);
    Ok(Answer::object(|out| value(out, &row(call, resource, id))))
}

/// Makes a record of a draft and tells its id.
pub(crate) fn insert(call: &Call<'_>, resource: &Resource, mut draft: Draft) -> u32 {
    let now = moment(call, resource.table);
    draft.fill("add_time", now);
    draft.set("update_time", now);
    call.account.create(resource.table, |written| {
        written.values = draft.values;
        written.custom = draft.custom;
    })
}

/// Changes the record named in the path.
pub(crate) fn update(call: &Call<'_>, body: &Value, resource: &Resource) -> Result<Answer, Failure> {
    let id = live(call, resource)?;
    let mut draft = Draft::read(call, &resource.rules, body, false)?;
    (resource.prepare)(call, Some(id), &mut draft)?;
    Ok(Answer::object(|out| value(out, &apply(call, resource, id, draft))))
}

/// Writes a draft on a record, notes what changed, and answers the row as it is then.
pub(crate) fn apply(call: &Call<'_>, resource: &Resource, id: u32, mut draft: Draft) -> Value {
    let before = row(call, resource, id);
    // Organizations and projects have been seen to lose every custom value to an empty object.
    if draft.has_empty_custom
        && let Some(owner @ (Owner::Organizations | Owner::Projects)) = resource.rules.custom
    {
        let fields = call.account.custom_fields(owner);
        draft.custom.extend(fields.iter().map(|field| (field.key.clone(), crate::data::CustomValue::Null)));
    }
    draft.set("update_time", moment(call, resource.table));
    call.account.write(resource.table, id, |written| {
        written.values.extend(draft.values);
        written.custom.extend(draft.custom);
    });
    let after = row(call, resource, id);
    let edits = edits(call, &before, &after);
    call.account.write(resource.table, id, |written| written.edits.extend(edits));
    after
}

/// Deletes the record named in the path, and tells its id.
pub(crate) fn delete(call: &Call<'_>, resource: &Resource) -> Result<Answer, Failure> {
    let id = live(call, resource)?;
    remove(call, resource.table, id);
    let shown = if resource.table == Table::Leads { json!(call.key) } else { json!(id) };
    Ok(Answer::object(|out| value(out, &json!({ "id": shown }))))
}

/// Marks a record as deleted.
pub(crate) fn remove(call: &Call<'_>, table: Table, id: u32) {
    let now = moment(call, table);
    call.account.write(table, id, |written| {
        written.set("is_deleted", true);
        written.set("update_time", now);
    });
}

/// The id of the record named in the path.
///
/// # Errors
/// The 404 of its kind if there is none, or it was deleted.
pub(crate) fn live(call: &Call<'_>, resource: &Resource) -> Result<u32, Failure> {
    let Resource { table, name, .. } = resource;
    if *table == Table::Leads {
        return Lead::find(call.account, &call.key).ok_or_else(Failure::lead_not_found);
    }
    let id = match resource.rules.version {
        Version::V2 => call.id()?,
        Version::V1 => call.key.parse().unwrap_or_default(),
    };
    if call.account.is_live(*table, id) { Ok(id) } else { Err(Failure::not_found(name)) }
}

/// The present, in the unit in which the table keeps times: seconds, or milliseconds.
pub(crate) fn moment(call: &Call<'_>, table: Table) -> i64 {
    let seconds = call.account.present();
    if matches!(table, Table::Leads | Table::Projects | Table::Tasks) { seconds * 1000 } else { seconds }
}

/// The row of a record as a GET answers it.
pub(crate) fn row(call: &Call<'_>, resource: &Resource, id: u32) -> Value {
    let key = if resource.table == Table::Leads { Lead::uuid(call.account, id) } else { id.to_string() };
    read(call, resource.rules.version, resource.path, key)
}

/// What a GET without parameters answers as `data`; `null` where it fails.
pub(crate) fn read(call: &Call<'_>, version: Version, path: &str, key: String) -> Value {
    let operations = match version {
        Version::V1 => v1::OPERATIONS,
        Version::V2 => v2::OPERATIONS,
    };
    let operation = operations.iter().copied().flatten().find(|operation| operation.path == path);
    let call = Call { query: Query::default(), key, subkey: String::new(), listed: RefCell::default(), ..*call };
    let answer = operation.and_then(|operation| operation.ask(&call).ok());
    answer.and_then(crate::shelf::data).unwrap_or_default()
}

/// What v1, and with it the changelogs, call members of v2.
const V1_NAMES: [(&str, &str); 5] = [
    ("owner_id", "user_id"),
    ("label_ids", "label"),
    ("emails", "email"),
    ("phones", "phone"),
    ("is_deleted", "deleted"),
];

/// Members that follow from others.
const DERIVED: [&str; 6] =
    ["update_time", "local_won_date", "local_lost_date", "local_close_date", "score", "custom_fields"];

/// The differences between two states of a row.
fn edits(call: &Call<'_>, before: &Value, after: &Value) -> Vec<Edit> {
    let time = call.account.present();
    let edit = |field: &str, old: &Value, new: &Value| Edit {
        field: field.to_owned(),
        old: old.clone(),
        new: new.clone(),
        time,
    };
    let empty = Map::new();
    let members = |row: &'_ Value| row.as_object().cloned().unwrap_or_else(|| empty.clone());
    let mut edits = Vec::new();
    for (name, new) in &members(after) {
        if before[name] != *new && !DERIVED.contains(&name.as_str()) {
            let known = V1_NAMES.iter().find(|(v2, _)| v2 == name).map_or(name.as_str(), |(_, v1)| v1);
            edits.push(edit(known, &before[name], new));
        }
    }
    for (key, new) in &members(&after["custom_fields"]) {
        if before["custom_fields"][key] != *new {
            edits.push(edit(key, &before["custom_fields"][key], new));
        }
    }
    edits
}
