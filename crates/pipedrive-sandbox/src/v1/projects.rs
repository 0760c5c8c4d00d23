//! What v1 tells about a project beyond v2: `/projects/{id}/plan`, `groups`, `tasks` and `activities`; and the older
//! forms of `/projects/boards` and `/projects/phases`.

use serde_json::{Value, json};

use super::project_activities::write_activity;
use crate::data::{BOARDS, Board, Link, PHASES, Phase, Table, phases_of};
use crate::http::{Answer, Call, Failure, Kind, Operation, Order, Paging, Param, Rows, SortKey, Version, page};
use crate::json::{Day, LegacyTime, Object, value};
use crate::{Activity, Project, Task};

const SCOPES: &[&str] = &["projects:read", "projects:full"];

/// One of the routes; those of single boards and phases are cheaper.
const fn operation(
    path: &'static str,
    params: &'static [&'static [Param]],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V1, path, cost: 20, scopes: SCOPES, params, answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/projects/{id}/plan", &[], list_plan),
    operation("/projects/{id}/groups", &[], list_groups),
    operation("/projects/{id}/tasks", &[&[Param::new("cursor", Kind::Cursor)]], list_tasks),
    operation("/projects/{id}/activities", &[&[Param::new("cursor", Kind::Cursor)]], list_activities),
    operation("/projects/boards", &[], |call| Ok(list_boards(call))),
    Operation { cost: 2, ..operation("/projects/boards/{id}", &[], get_board) },
    operation("/projects/phases", &[&[Param::new("board_id", Kind::Id)]], list_phases),
    Operation { cost: 2, scopes: &["projects:read"], ..operation("/projects/phases/{id}", &[], get_phase) },
];

/// The project in the path.
fn project(call: &Call<'_>) -> Result<Project, Failure> {
    let id = call.key.parse().ok().filter(|id| (1..=call.account.project_count()).contains(id));
    id.map(|id| Project::new(call.account, id)).ok_or_else(|| Failure::not_found("Project"))
}

/// Ids of the groups that the project's plan is divided into: none, or up to three.
fn group_ids(call: &Call<'_>, project: &Project) -> Vec<u32> {
    let count = call.account.draw(Table::Projects, project.id).within(60_000).below(0, 4);
    (1..=count).map(|place| project.id * 4 + place).collect()
}

fn list_groups(call: &Call<'_>) -> Result<Answer, Failure> {
    let names = ["Group one", "On site", "Paperwork, \"misc\""];
    let groups = (1..).zip(names).zip(group_ids(call, &project(call)?));
    let answer = Answer::list(groups, Paging::Whole, |((order, name), id): ((u32, _), _), out| {
        value(out, &json!({"id": id, "name": name, "order_nr": order}));
    });
    Ok(answer.beside("additional_data", Value::Null))
}

/// Every task and activity of the project, and where in its plan it stands.
fn list_plan(call: &Call<'_>) -> Result<Answer, Failure> {
    let project = project(call)?;
    let phases: Vec<u32> = phases_of(project.board_id).map(|phase| phase.id).collect();
    let groups = group_ids(call, &project);
    let place = |table: Table, id: u32| {
        let draw = call.account.draw(table, id).within(60_000);
        (draw.pick(0, &phases), draw.sometimes(1, 70).filter(|_| !groups.is_empty()).map(|d| d.pick(0, &groups)))
    };
    let tasks = call.account.links(Link::ProjectTasks);
    let activities = call.account.links(Link::ProjectActivities);
    let tasks = tasks.of(project.id).iter().map(|&id| (id, "task", place(Table::Tasks, id)));
    let activities = activities.of(project.id).iter().map(|&id| (id, "activity", place(Table::Activities, id)));
    let answer = Answer::list(tasks.chain(activities), Paging::Whole, |(id, kind, (phase, group)), out| {
        value(out, &json!({"item_id": id, "item_type": kind, "phase_id": phase, "group_id": group}));
    });
    Ok(answer.beside("additional_data", Value::Null))
}

/// A page of the project's children of one kind.
fn children(call: &Call<'_>, link: Link, write: impl Fn(u32, &mut Vec<u8>)) -> Result<Answer, Failure> {
    let project = project(call)?;
    let rows = Rows::Picked(call.account.links(link).of(project.id).to_vec());
    let order = Order { field: "id", descending: false };
    let marker = call.marker(order)?;
    let key = |id: u32| SortKey::Number(id.into());
    Ok(Answer::page(page(&rows, order, marker, call.query.limit(), key, |_| true), write))
}

fn list_tasks(call: &Call<'_>) -> Result<Answer, Failure> {
    children(call, Link::ProjectTasks, |id, out| write_task(call, &Task::new(call.account, id), out))
}

fn list_activities(call: &Call<'_>) -> Result<Answer, Failure> {
    children(call, Link::ProjectActivities, |id, out| {
        write_activity(call.account, &Activity::new(call.account, id), out);
    })
}

/// `2023-09-14 08:14:40.288`, as only tasks of v1 have it.
fn legacy_millis(time: i64) -> String {
    format!("{}.{:03}", String::from(LegacyTime(time.div_euclid(1000))), time.rem_euclid(1000))
}

fn write_task(call: &Call<'_>, task: &Task, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("id", &task.id);
    object.put("title", task.title(call.account));
    object.put("creator_id", &task.creator_id);
    object.put("description", &task.description(call.account));
    object.put("done", &u8::from(task.done_time.is_some()));
    object.put("due_date", &task.due_day.map(Day));
    object.put("parent_task_id", &task.parent_task_id);
    object.put("assignee_id", &task.assignee_ids.first());
    object.put("assignee_ids", &task.assignee_ids);
    object.put("add_time", &legacy_millis(task.add_time));
    object.put("update_time", &legacy_millis(task.update_time));
    object.put("marked_as_done_time", &task.done_time.map(legacy_millis));
    object.put("project_id", &task.project_id);
    object.end();
}

fn list_boards(call: &Call<'_>) -> Answer {
    let boards = Answer::list(&BOARDS, Paging::Whole, |board, out| write_board(call, board, out));
    boards.beside("additional_data", Value::Null)
}

fn get_board(call: &Call<'_>) -> Result<Answer, Failure> {
    let board = BOARDS.iter().find(|board| board.id.to_string() == call.key);
    let board = board.ok_or_else(|| Failure::not_found("Board"))?;
    Ok(Answer::object(|out| write_board(call, board, out)).beside("additional_data", Value::Null))
}

fn list_phases(call: &Call<'_>) -> Result<Answer, Failure> {
    let board = call.query.number("board_id").ok_or_else(Failure::bad_request)?;
    if !BOARDS.iter().any(|known| known.id == board) {
        return Err(Failure::not_found("Board"));
    }
    let phases = Answer::list(phases_of(board), Paging::Whole, |phase, out| write_phase(call, phase, out));
    Ok(phases.beside("additional_data", Value::Null))
}

fn get_phase(call: &Call<'_>) -> Result<Answer, Failure> {
    let phase = PHASES.iter().find(|phase| phase.id.to_string() == call.key);
    let phase = phase.ok_or_else(|| Failure::not_found("Phase"))?;
    Ok(Answer::object(|out| write_phase(call, phase, out)).beside("additional_data", Value::Null))
}

fn write_board(call: &Call<'_>, board: &Board, out: &mut Vec<u8>) {
    let (added, updated) = board.times(call.account);
    let mut object = Object::begin(out);
    object.put("id", &board.id);
    object.put("name", board.name);
    object.put("order_nr", &board.order_nr);
    object.put("add_time", &LegacyTime(added.div_euclid(1000)));
    object.put("update_time", &LegacyTime(updated.div_euclid(1000)));
    object.end();
}

fn write_phase(call: &Call<'_>, phase: &Phase, out: &mut Vec<u8>) {
    let (added, updated) = phase.times(call.account);
    let mut object = Object::begin(out);
    object.put("id", &phase.id);
    object.put("name", phase.name);
    object.put("board_id", &phase.board_id);
    object.put("order_nr", &phase.order_nr);
    object.put("add_time", &LegacyTime(added.div_euclid(1000)));
    object.put("update_time", &LegacyTime(updated.div_euclid(1000)));
    object.end();
}
