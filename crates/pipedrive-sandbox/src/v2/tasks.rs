//! `/tasks` and `/tasks/{id}`.

use serde_json::json;

use super::list::{Listing, list, list_small};
use super::params::PAGE;
use crate::Task;
use crate::data::{Link, Table};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, SortKey, Version};
use crate::json::{Day, MilliTime, Object};

const SCOPES: &[&str] = &["projects:read", "projects:full"];

const FILTERS: &[Param] = &[
    Param::new("is_done", Kind::Boolean),
    Param::new("is_milestone", Kind::Boolean),
    Param::new("assignee_id", Kind::Id),
    Param::new("project_id", Kind::Id),
    Param::new("parent_task_id", Kind::Text),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/tasks",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, FILTERS],
        answer: list_tasks,
    },
    Operation { version: Version::V2, path: "/tasks/{id}", cost: 1, scopes: SCOPES, params: &[], answer: get_task },
];

/// Which tasks `parent_task_id` asks for.
enum Parent {
    Any,
    None,
    Task(u32),
}

fn wanted_parent(call: &Call<'_>) -> Result<Parent, Failure> {
    match call.query.text("parent_task_id") {
        None => Ok(Parent::Any),
        Some("null") => Ok(Parent::None),
        Some(text) => text.parse().map(Parent::Task).map_err(|_| {
            Failure::validation(&["parent_task_id: Parameter 'parent_task_id' must be a number or null".to_owned()])
        }),
    }
}

fn list_tasks(call: &Call<'_>) -> Result<Answer, Failure> {
    let query = &call.query;
    let parent = wanted_parent(call)?;
    let (done, milestone) = (query.flag("is_done"), query.flag("is_milestone"));
    let (project, assignee) = (query.number("project_id"), query.number("assignee_id"));
    let keep = |id: u32| {
        let task = Task::new(call.account, id);
        let in_place = match parent {
            Parent::Any => true,
            Parent::None => task.parent_task_id.is_none(),
            Parent::Task(id) => task.parent_task_id == Some(id),
        };
        !task.is_deleted
            && in_place
            && done.is_none_or(|done| done == task.done_time.is_some())
            && milestone.is_none_or(|milestone| milestone == task.is_milestone)
            && assignee.is_none_or(|user| task.assignee_ids.contains(&user))
    };
    let key = |id: u32, _: &str| SortKey::Number(id.into());
    if let Some(project) = project {
        // Found from the project's side, as somebody may ask project after project.
        let tasks = call.account.links(Link::ProjectTasks);
        let ids = tasks.of(project).iter().copied().filter(|&id| keep(id)).collect();
        return list_small(call, ids, &[], key, |id, out| write(call, id, out));
    }
    let listing = Listing { table: Table::Tasks, count: call.account.task_count(), sorts: &[], key: &key };
    list(call, &listing, keep, |id, out| write(call, id, out))
}

fn get_task(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = call.id()?;
    let exists = (1..=call.account.task_count()).contains(&id) && !Task::new(call.account, id).is_deleted;
    if !exists {
        return Err(Failure::not_found("Task"));
    }
    Ok(Answer::object(|out| write(call, id, out)).beside("additional_data", json!(null)))
}

fn write(call: &Call<'_>, id: u32, out: &mut Vec<u8>) {
    let task = Task::new(call.account, id);
    let mut object = Object::begin(out);
    object.put("id", &task.id);
    object.put("title", task.title(call.account));
    object.put("creator_id", &task.creator_id);
    object.put("description", &task.description(call.account));
    object.put("project_id", &task.project_id);
    object.put("is_done", &task.done_time.is_some());
    object.put("is_milestone", &task.is_milestone);
    object.put("due_date", &task.due_day.map(Day));
    object.put("start_date", &task.start_day.map(Day));
    object.put("parent_task_id", &task.parent_task_id);
    object.put("assignee_ids", &task.assignee_ids);
    object.put("priority", &task.priority);
    object.put("add_time", &MilliTime(task.add_time));
    object.put("update_time", &MilliTime(task.update_time));
    object.put("marked_as_done_time", &task.done_time.map(MilliTime));
    object.end();
}
