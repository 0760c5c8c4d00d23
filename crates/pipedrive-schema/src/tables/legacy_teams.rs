//! `legacy_teams`: the teams users are in, as older accounts have them.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LegacyTeams>.

use super::shapes::{USERS as SCOPES, all, column, v1_single, v1_whole};
use crate::ColumnType::{Boolean, Int64, Int64List, Text, Timestamp};
use crate::{TableSpec, WritableSpec};

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
    writable: WritableSpec { delete: false, ..WritableSpec::ALL },
    ..TableSpec::PLAIN
};
