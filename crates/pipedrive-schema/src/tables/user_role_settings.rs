//! `user_role_settings`: what a user's role lets them see.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Users>.

use super::shapes::{USERS as SCOPES, child_of, columns, shaped, v1_whole};
use super::visibility::SETTINGS;
use crate::ColumnType::Int64;
use crate::{ColumnSpec, RowShape, TableSpec};

/// The `user_role_settings` table.
pub(super) static USER_ROLE_SETTINGS: TableSpec = TableSpec {
    name: "user_role_settings",
    entity: "user's role settings",
    comment: "visibility a user's role gives, one row for each user",
    columns: columns![USER, SETTINGS],
    walks: &[shaped(v1_whole("/users/{id}/roleSettings", 10, SCOPES), RowShape::Record)],
    parent: child_of("user_id", 100),
    ..TableSpec::PLAIN
};

const USER: &[ColumnSpec] =
    &[ColumnSpec::parent("user_id", Int64, "user the settings apply to").references("users", "id")];
