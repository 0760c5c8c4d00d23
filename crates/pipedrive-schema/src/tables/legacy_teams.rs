//! `legacy_teams`: the teams users are in, as older accounts have them.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LegacyTeams>.

use super::shapes::{USERS as SCOPES, all, column, v1_single, v1_whole};
use super::writes::{ADMIN, ID, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Int64List, Text, Timestamp};
use crate::{AnswerSpec, InsertSpec, NullForm, Required, TableSpec, UpdateSpec, WriteForm, WriteOn, WriteSpec};

/// The `legacy_teams` table.
pub(super) static LEGACY_TEAMS: TableSpec = TableSpec {
    name: "legacy_teams",
    entity: "team",
    comment: "teams users are in; deprecated by Pipedrive, and not every account has them",
    columns: &[
        column!("id", Int64, "identifies the team"),
        column!("name", Text, "name of the team"),
        column!("description", Text, "description of the team"),
        column!("manager_id", Int64, "user who manages the team").references("users", "id"),
        column!("users", Int64List, "ids of the users in the team"),
        column!("active_flag", Boolean, "whether the team is active"),
        column!("deleted_flag", Boolean, "whether the team is deleted"),
        column!("add_time", Timestamp, "when the team was created"),
        column!("created_by_user_id", Int64, "user who created the team").references("users", "id"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/legacyTeams", 20, SCOPES))],
    single: Some(v1_single("/legacyTeams/{id}", SCOPES)),
    typical_rows: 5,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/legacyTeams", &[], ADMIN),
        &[Required::Column("name"), Required::Column("manager_id")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v1_put("/legacyTeams/{id}", ID, ADMIN), AnswerSpec::ROW)),
    columns: &[
        written!("name").never_null(),
        written!("description").never_null(),
        written!("manager_id").never_null(),
        written!("users").whole().cleared_by(NullForm::EmptyList),
        written!("active_flag").on(WriteOn::Update).as_form(WriteForm::Flag).never_null(),
        written!("deleted_flag").on(WriteOn::Update).as_form(WriteForm::Flag).never_null(),
    ],
    ..WriteSpec::NONE
};
