//! `/notes` and `/notes/{id}`.

use serde_json::{Value, json};

use super::offset::{PAGE, offset_page};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Query, SortKey, Version};
use crate::json::{Day, LegacyTime, Object};
use crate::{Account, Deal, Lead, Note, Organization, Person};

const SCOPES: &[&str] = &["deals:read", "deals:full", "contacts:read", "contacts:full"];

const FILTERS: &[Param] = &[
    Param::new("user_id", Kind::Id),
    Param::new("lead_id", Kind::Uuid),
    Param::new("deal_id", Kind::Id),
    Param::new("person_id", Kind::Id),
    Param::new("org_id", Kind::Id),
    Param::new("project_id", Kind::Id),
    Param::new("task_id", Kind::Id),
    Param::new("start_date", Kind::Day),
    Param::new("end_date", Kind::Day),
    Param::new("updated_since", Kind::Time),
    Param::new("pinned_to_lead_flag", Kind::Bit),
    Param::new("pinned_to_deal_flag", Kind::Bit),
    Param::new("pinned_to_organization_flag", Kind::Bit),
    Param::new("pinned_to_person_flag", Kind::Bit),
    Param::new("pinned_to_project_flag", Kind::Bit),
    Param::new("pinned_to_task_flag", Kind::Bit),
];

const SORTS: &[&str] = &["id", "user_id", "deal_id", "person_id", "org_id", "content", "add_time", "update_time"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/notes",
        cost: 20,
        scopes: SCOPES,
        params: &[PAGE, FILTERS],
        answer: list_notes,
    },
    Operation { version: Version::V1, path: "/notes/{id}", cost: 2, scopes: SCOPES, params: &[], answer: get_note },
];

fn list_notes(call: &Call<'_>) -> Result<Answer, Failure> {
    // Leads are numbered from 1, so no note is about the one an unknown id stands for.
    let lead = call.query.text("lead_id").map(|id| Lead::find(call.account, id).unwrap_or(0));
    let ids = call
        .account
        .notes()
        .filter(|note| is_kept(call.account, &call.query, lead, note))
        .map(|note| note.id)
        .collect();
    let key = |id: u32, field: &str| {
        let note = Note::new(call.account, id);
        let number = |id: Option<u32>| SortKey::from(id.map(i64::from));
        match field {
            "user_id" => number(Some(note.user_id)),
            "deal_id" => number(note.deal_id),
            "person_id" => number(note.person_id),
            "org_id" => number(note.org_id),
            "content" => SortKey::Text(note.content(call.account)),
            "add_time" => SortKey::Number(note.add_time),
            "update_time" => SortKey::Number(note.update_time),
            _ => number(Some(id)),
        }
    };
    offset_page(call, ids, SORTS, key, |id, out| write(call, id, out))
}

/// Whether a note meets every parameter given; dates are days of creation in UTC, both ends included.
fn is_kept(account: &Account, query: &Query, lead: Option<u32>, note: &Note) -> bool {
    let is = |name: &str, id: Option<u32>| query.number(name).is_none_or(|wanted| Some(wanted) == id);
    let pinned =
        |name: &str, parent: bool| query.flag(name).is_none_or(|wanted| wanted == note.pinned(account, name, parent));
    let added = Day::of(note.add_time);
    !note.is_deleted
        && is("user_id", Some(note.user_id))
        && is("deal_id", note.deal_id)
        && is("person_id", note.person_id)
        && is("org_id", note.org_id)
        && is("project_id", note.attached(account, "project_id"))
        && is("task_id", note.attached(account, "task_id"))
        && (lead.is_none() || lead == note.lead_number)
        && query.day("start_date").is_none_or(|start| added >= start)
        && query.day("end_date").is_none_or(|end| added <= end)
        && query.time("updated_since").is_none_or(|since| note.update_time >= since)
        && pinned("pinned_to_deal_flag", note.deal_id.is_some())
        && pinned("pinned_to_lead_flag", note.lead_number.is_some())
        && pinned("pinned_to_person_flag", note.person_id.is_some())
        && pinned("pinned_to_organization_flag", note.org_id.is_some())
        && pinned("pinned_to_project_flag", false)
        && pinned("pinned_to_task_flag", false)
}

fn get_note(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = call.key.parse().ok().filter(|id| (1..=call.account.note_count()).contains(id));
    let id = id.ok_or_else(|| Failure::not_found("Note"))?;
    Ok(Answer::object(|out| write(call, id, out)))
}

/// The row of a note, for lists of other things.
pub(super) fn note_row(call: &Call<'_>, id: u32) -> Value {
    let mut row = Vec::new();
    write(call, id, &mut row);
    serde_json::from_slice(&row).unwrap_or_default()
}

fn write(call: &Call<'_>, id: u32, out: &mut Vec<u8>) {
    let account: &Account = call.account;
    let note = Note::new(account, id);
    let pinned = |flag: &str, parent: bool| note.pinned(account, flag, parent);
    let author = account.users().iter().find(|user| user.id == note.user_id);

    let mut object = Object::begin(out);
    object.put("id", &note.id);
    object.put("user_id", &note.user_id);
    object.put("deal_id", &note.deal_id);
    object.put("person_id", &note.person_id);
    object.put("org_id", &note.org_id);
    object.put("lead_id", &note.lead_number.map(|number| Lead::uuid(account, number)));
    object.put("project_id", &note.attached(account, "project_id"));
    object.put("task_id", &note.attached(account, "task_id"));
    object.put("content", &note.content(account));
    object.put("add_time", &LegacyTime(note.add_time));
    object.put("update_time", &LegacyTime(note.update_time));
    object.put("active_flag", &!note.is_deleted);
    object.put("pinned_to_deal_flag", &pinned("pinned_to_deal_flag", note.deal_id.is_some()));
    object.put("pinned_to_person_flag", &pinned("pinned_to_person_flag", note.person_id.is_some()));
    object.put("pinned_to_organization_flag", &pinned("pinned_to_organization_flag", note.org_id.is_some()));
    object.put("pinned_to_lead_flag", &pinned("pinned_to_lead_flag", note.lead_number.is_some()));
    object.put("pinned_to_project_flag", &pinned("pinned_to_project_flag", false));
    object.put("pinned_to_task_flag", &pinned("pinned_to_task_flag", false));
    object.put("last_update_user_id", &(note.update_time > note.add_time).then_some(note.user_id));
    object.put("organization", &note.org_id.map(|id| json!({"name": Organization::new(account, id).name(account)})));
    object.put("person", &note.person_id.map(|id| json!({"name": Person::new(account, id).name(account)})));
    object.put("deal", &note.deal_id.map(|id| json!({"title": Deal::new(account, id).title(account)})));
    object.put("project", &());
    object.put("task", &());
    let user =
        author.map(|user| json!({"email": user.email, "name": user.name, "icon_url": null, "is_you": user.id == 1}));
    object.put("user", &user);
    object.end();
}
