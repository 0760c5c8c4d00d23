//! `tasks`: what is to do in the projects.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Tasks>.

use super::shapes::{PROJECTS as SCOPES, all, column, v2_list, v2_single};
use super::writes::{ID, PROJECTS_FULL, v2_delete, v2_patch, v2_post, written};
use crate::ColumnType::{Boolean, Date, Int64, Int64List, Text, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, FilterSpec, InsertSpec, NullForm, Required, TableSpec, UpdateSpec, WriteForm,
    WriteSpec,
};

/// The `tasks` table.
pub(super) static TASKS: TableSpec = TableSpec {
    name: "tasks",
    entity: "task",
    comment: "what is to do in the projects; needs the Projects add-on",
    columns: &[
        column!("id", Int64, "identifies the task"),
        column!("title", Text, "title of the task"),
        column!("description", Text, "description of the task"),
        column!("project_id", Int64, "project the task belongs to").references("projects", "id"),
        column!("parent_task_id", Int64, "task this one is a part of; NULL at the top").references("tasks", "id"),
        column!("creator_id", Int64, "user who created the task").references("users", "id"),
        column!("assignee_ids", Int64List, "users the task is assigned to"),
        column!("is_done", Boolean, "whether the task is done"),
        column!("is_milestone", Boolean, "whether the task is a milestone"),
        column!("priority", Int64, "option id of the priority"),
        column!("start_date", Date, "day the task starts"),
        column!("due_date", Date, "day the task is due"),
        column!("marked_as_done_time", Timestamp, "when the task was marked as done"),
        column!("add_time", Timestamp, "when the task was created"),
        column!("update_time", Timestamp, "when the task last changed"),
        ColumnSpec::parameter("assignee_id", Int64, "user whose tasks to list; compare it with `=`")
            .references("users", "id"),
    ],
    primary_key: Some("id"),
    walks: &[all(v2_list("/tasks", 10, SCOPES))],
    single: Some(v2_single("/tasks/{id}", SCOPES)),
    filters: &[
        FilterSpec::exact("project_id", "a task belongs to one project and the API compares its id"),
        FilterSpec::exact("parent_task_id", "a task is part of one task at most and the API compares its id"),
        FilterSpec::exact("is_done", "a task is either done or not, and the API compares the flag"),
        FilterSpec::exact("is_milestone", "a task is either a milestone or not, and the API compares the flag"),
        FilterSpec::selects("assignee_id", "the API returns all tasks that are assigned to the user"),
    ],
    typical_rows: 3_000,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/tasks", &[], PROJECTS_FULL),
        &[Required::Column("title"), Required::Column("project_id")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch("/tasks/{id}", ID, PROJECTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/tasks/{id}", ID, PROJECTS_FULL))),
    columns: &[
        written!("title").never_null(),
        written!("description"),
        written!("project_id").never_null(),
        written!("parent_task_id"),
        written!("assignee_ids").whole().cleared_by(NullForm::EmptyList),
        written!("is_done", ["done"]).as_form(WriteForm::Flag).never_null(),
        written!("is_milestone", ["milestone"]).as_form(WriteForm::Flag).never_null(),
        written!("priority"),
        written!("start_date"),
        written!("due_date"),
    ],
    unwritten: &[("assignee_id", "the list of assignees has taken its place")],
    ..WriteSpec::NONE
};
