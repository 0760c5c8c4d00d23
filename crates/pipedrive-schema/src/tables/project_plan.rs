//! `project_plan`: the tasks and activities of a project by phase and group.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::shapes::{PROJECTS as SCOPES, all, child_of, column, v1_whole};
use super::writes::{PROJECTS_FULL, v1_put, written};
use crate::ColumnType::{Int64, Text};
use crate::{AnswerSpec, ColumnSpec, RouteChoice, TableSpec, UpdateSpec, WriteOn, WriteSpec};

/// The `project_plan` table.
pub(super) static PROJECT_PLAN: TableSpec = TableSpec {
    name: "project_plan",
    entity: "plan item",
    comment: "tasks and activities of a project by phase and group; needs the Projects add-on",
    columns: &[
        ColumnSpec::parent("project_id", Int64, "project the item belongs to").references("projects", "id"),
        // It refers to `tasks` or `activities`, so to neither alone.
        column!("item_id", Int64, "task or activity, as `item_type` says"),
        column!("item_type", Text, "`task` or `activity`"),
        column!("phase_id", Int64, "phase the item is in, if any").references("phases", "id"),
        column!("group_id", Int64, "group the item is in, if any").references("project_groups", "id"),
    ],
    walks: &[all(v1_whole("/projects/{id}/plan", 20, SCOPES))],
    parent: child_of("project_id", 1000),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    update: Some(UpdateSpec {
        instead: &[RouteChoice {
            column: "item_type",
            value: "activity",
            route: v1_put("/projects/{id}/plan/activities/{activityId}", KEYS, PROJECTS_FULL),
        }],
        ..UpdateSpec::new(v1_put("/projects/{id}/plan/tasks/{taskId}", KEYS, PROJECTS_FULL), ANSWER)
    }),
    columns: &[written!("phase_id").on(WriteOn::Update), written!("group_id").on(WriteOn::Update)],
    ..WriteSpec::NONE
};

const ANSWER: AnswerSpec = AnswerSpec { key: None, row: Some(&[]) };
const KEYS: &[&str] = &["project_id", "item_id"];
