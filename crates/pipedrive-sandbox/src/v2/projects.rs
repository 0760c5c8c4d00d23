//! `/projects`, `/projects/archived`, `/projects/{id}` and its `permittedUsers` and `changelog`.

use serde_json::{Value, json};

use super::custom::CustomShape;
use super::list::{Listing, existing, is_picked, is_wanted, list, saved_filter, unless_filtered};
use super::params::PAGE;
use super::patch::patched;
use crate::data::{Owner, ProjectChange, ProjectEdit, Record, Table};
use crate::http::{Answer, Call, Failure, Kind, Operation, Order, Paging, Param, Rows, SortKey, Version, page};
use crate::json::{Day, MilliTime, Object, value};
use crate::{Account, FilterType, Project, User};

const SCOPES: &[&str] = &["projects:read", "projects:full"];

const FILTERS: &[Param] =
    &[Param::new("filter_id", Kind::Id), Param::new("status", Kind::Text), Param::new("phase_id", Kind::Id)];

const LINKS: &[Param] =
    &[Param::new("deal_id", Kind::Id), Param::new("person_id", Kind::Id), Param::new("org_id", Kind::Id)];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/projects",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, FILTERS, LINKS],
        answer: |call| list_projects(call, false),
    },
    Operation {
        version: Version::V2,
        path: "/projects/archived",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, FILTERS],
        answer: |call| list_projects(call, true),
    },
    Operation {
        version: Version::V2,
        path: "/projects/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[],
        answer: get_project,
    },
    Operation {
        version: Version::V2,
        path: "/projects/{id}/permittedUsers",
        cost: 5,
        scopes: SCOPES,
        params: &[],
        answer: list_permitted_users,
    },
    Operation {
        version: Version::V2,
        path: "/projects/{id}/changelog",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE],
        answer: list_changes,
    },
];

fn list_projects(call: &Call<'_>, archived: bool) -> Result<Answer, Failure> {
    let shape = CustomShape::new(call, Owner::Projects)?;
    let query = &call.query;
    let filter = saved_filter(call, FilterType::Projects)?;
    // A status nobody knows is no error: the parameter is free text.
    let text = query.text("status").filter(|_| filter.is_none());
    let statuses: Option<Vec<&str>> = text.map(|text| text.split(',').map(str::trim).collect());
    let [phase, deal, person, org] =
        ["phase_id", "deal_id", "person_id", "org_id"].map(|name| unless_filtered(query, name));
    let among = |wanted: Option<u32>, ids: &[u32]| wanted.is_none_or(|id| ids.contains(&id));
    let keep = |id: u32| {
        let project = Project::new(call.account, id);
        let in_status = match &statuses {
            Some(statuses) => statuses.contains(&project.status.name()),
            None => !project.is_deleted(),
        };
        project.is_archived() == archived
            && in_status
            && is_wanted(phase, Some(project.phase_id))
            && among(deal, &project.deal_ids)
            && among(person, &project.person_ids)
            && among(org, &project.org_ids)
            && is_picked(call, filter.as_deref(), &Record::Project(&project))
    };
    let key = |id: u32, _: &str| SortKey::Number(id.into());
    let listing = Listing { table: Table::Projects, count: call.account.project_count(), sorts: &[], key: &key };
    list(call, &listing, keep, |id, out| write(call, &shape, id, out))
}

fn get_project(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.project_count(), "Project")?;
    let shape = CustomShape::new(call, Owner::Projects)?;
    Ok(Answer::object(|out| write(call, &shape, id, out)))
}

/// What is drawn for a row beyond what the project itself holds.
enum Of {
    Description,
    Health,
    Permitted,
}

/// What the project is about.
pub(super) fn description(account: &Account, id: u32) -> Option<String> {
    let written = account.written(Table::Projects, id);
    if let Some(description) = written.and_then(|written| written.read("description")) {
        return description;
    }
    let descriptions = ["Description", "Two sites, one team", "First line\nsecond line", "See <b>contract</b> & annex"];
    let draw = account.draw(Table::Projects, id).within(40_000);
    draw.sometimes(Of::Description as u32, 60).map(|d| d.pick(0, &descriptions).to_owned())
}

fn write(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    patched(call.account, (Table::Projects, id), &["health_status"], out, |out| write_row(call, shape, id, out));
}

fn write_row(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    let account = call.account;
    let project = Project::new(account, id);
    let record = account.draw(Table::Projects, id);
    let draw = record.within(40_000);

    let mut object = Object::begin(out);
    object.put("id", &project.id);
    object.put("title", &project.title(account));
    object.put("description", &description(account, id));
    object.put("status", project.status.name());
    object.put("board_id", &project.board_id);
    object.put("phase_id", &project.phase_id);
    object.put("owner_id", &project.owner_id);
    object.put("start_date", &project.start_day.map(Day));
    object.put("end_date", &project.end_day.map(Day));
    object.put("deal_ids", &project.deal_ids);
    object.put("person_ids", &project.person_ids);
    object.put("org_ids", &project.org_ids);
    shape.write_labels(call, (Table::Projects, id), &mut object);
    object.put("health_status", &draw.sometimes(Of::Health as u32, 50).map(|d| d.between(0, 401, 403)));
    object.put("add_time", &MilliTime(project.add_time));
    object.put("update_time", &MilliTime(project.update_time));
    object.put("status_change_time", &MilliTime(project.status_change_time));
    object.put("archive_time", &project.archive_time.map(MilliTime));
    shape.write(call, (Table::Projects, id), object.member("custom_fields"));
    object.end();
}

/// The owner and most of the users who can sign in.
fn list_permitted_users(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.project_count(), "Project")?;
    let owner = Project::new(call.account, id).owner_id;
    let draw = call.account.draw(Table::Projects, id).within(40_000).within(Of::Permitted as u32);
    let users = call
        .account
        .users()
        .iter()
        .filter(|user: &&User| user.id == owner || user.id == 1 || (user.is_active && draw.percent(user.id, 75)));
    Ok(Answer::list(users, Paging::Plain, |user, out| value(out, &user.id)))
}

/// The changes, newest first; a cursor names the place of a change, counted from the oldest.
fn list_changes(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.project_count(), "Project")?;
    let changes = Project::new(call.account, id).changes(call.account);
    let places: Vec<u32> = (1..).zip(&changes).map(|(place, _)| place).collect();
    let order = Order { field: "id", descending: true };
    let key = |place: u32| SortKey::Number(place.into());
    let page = page(&Rows::Picked(places), order, call.marker(order)?, call.query.limit(), key, |_| true);
    Ok(Answer::page(page, |place, out| {
        let change = usize::try_from(place - 1).ok().and_then(|index| changes.get(index));
        value(out, &change.map(describe));
    }))
}

fn describe(change: &ProjectChange) -> Value {
    let (old_values, new_values) = match &change.edit {
        ProjectEdit::Title(old, new) => (json!({ "title": old }), json!({ "title": new })),
        ProjectEdit::Phase(old, new) => (json!({ "phase_id": old }), json!({ "phase_id": new })),
        ProjectEdit::Status(old, new) => (json!({ "status": old.name() }), json!({ "status": new.name() })),
        ProjectEdit::Archived(time) => (json!({ "archive_time": null }), json!({ "archive_time": MilliTime(*time) })),
    };
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    json!({
        "change_source": if change.in_app { "app" } else { "api" },
        "change_source_user_agent": change.in_app.then_some(agent),
        "time": MilliTime(change.time),
        "new_values": new_values,
        "old_values": old_values,
        "actor_user_id": change.user_id,
    })
}
