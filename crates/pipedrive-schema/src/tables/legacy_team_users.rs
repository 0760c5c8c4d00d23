//! `legacy_team_users`: who is in a team.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LegacyTeams>.

use super::shapes::{USERS as SCOPES, child_of, column, shaped, v1_whole};
use crate::ColumnType::Int64;
use crate::{ColumnSpec, RowShape, TableSpec, WritableSpec};

/// The `legacy_team_users` table.
pub(super) static LEGACY_TEAM_USERS: TableSpec = TableSpec {
    name: "legacy_team_users",
    entity: "team member",
    comment: "users of a team; teams are deprecated by Pipedrive, and not every account has them",
    columns: &[
        ColumnSpec::parent("team_id", Int64, "team the user is in").references("legacy_teams", "id"),
        column!("user_id", Int64, "user who is in the team").references("users", "id"),
    ],
    walks: &[shaped(v1_whole("/legacyTeams/{id}/users", 20, SCOPES), RowShape::Values("user_id"))],
    parent: child_of("team_id", 500),
    writable: WritableSpec { update: false, ..WritableSpec::ALL },
    ..TableSpec::PLAIN
};
