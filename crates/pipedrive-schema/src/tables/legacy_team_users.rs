//! `legacy_team_users`: who is in a team.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/LegacyTeams>.

use super::shapes::{USERS as SCOPES, child_of, column, shaped, v1_whole};
use super::writes::{ADMIN, v1_post, with_body, written};
use crate::ColumnType::Int64;
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, Method, Required, RowShape, TableSpec, WriteBody, WriteOn,
    WriteRoute, WriteSpec,
};

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
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        with_body(v1_post(MEMBERS, TEAM, ADMIN), WriteBody::ValuesUnder("users")),
        &[Required::Column("user_id")],
        AnswerSpec::NOTHING,
    )),
    delete: Some(DeleteSpec {
        body: &["user_id"],
        ..DeleteSpec::new(WriteRoute {
            method: Method::Delete,
            route: v1_whole(MEMBERS, 10, ADMIN),
            keys: TEAM,
            body: WriteBody::ValuesUnder("users"),
        })
    }),
    columns: &[written!("user_id", ["users"]).on(WriteOn::Insert).never_null()],
    ..WriteSpec::NONE
};

const MEMBERS: &str = "/legacyTeams/{id}/users";
const TEAM: &[&str] = &["team_id"];
