//! `role_settings`: what a role lets its users see.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::shapes::{ADMIN as SCOPES, child_of, columns, shaped, v1_whole};
use super::visibility::SETTINGS;
use crate::ColumnType::Int64;
use crate::{ColumnSpec, RowShape, TableSpec, WritableSpec};

/// The `role_settings` table.
pub(super) static ROLE_SETTINGS: TableSpec = TableSpec {
    name: "role_settings",
    entity: "role's settings",
    comment: "visibility a role gives, one row for each role; needs an admin",
    columns: columns![ROLE, SETTINGS],
    walks: &[shaped(v1_whole("/roles/{id}/settings", 20, SCOPES), RowShape::Record)],
    parent: child_of("role_id", 100),
    writable: WritableSpec { update: true, ..WritableSpec::NO },
    ..TableSpec::PLAIN
};

const ROLE: &[ColumnSpec] =
    &[ColumnSpec::parent("role_id", Int64, "role the settings belong to").references("roles", "id")];
