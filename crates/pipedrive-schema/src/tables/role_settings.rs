//! `role_settings`: what a role lets its users see.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::shapes::{ADMIN as SCOPES, child_of, columns, shaped, v1_whole};
use super::visibility::SETTINGS;
use super::writes::{VISIBILITIES, v1_post, with_body};
use crate::ColumnType::Int64;
use crate::{AnswerSpec, ColumnSpec, RowShape, TableSpec, UpdateSpec, WriteBody, WriteColumnSpec, WriteOn, WriteSpec};

/// The `role_settings` table.
pub(super) static ROLE_SETTINGS: TableSpec = TableSpec {
    name: "role_settings",
    entity: "role's settings",
    comment: "visibility a role gives, one row for each role; needs an admin",
    columns: columns![ROLE, SETTINGS],
    walks: &[shaped(v1_whole("/roles/{id}/settings", 20, SCOPES), RowShape::Record)],
    parent: child_of("role_id", 100),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const ROLE: &[ColumnSpec] =
    &[ColumnSpec::parent("role_id", Int64, "role the settings belong to").references("roles", "id")];

const WRITE: &WriteSpec = &WriteSpec {
    update: Some(UpdateSpec::new(
        with_body(
            v1_post("/roles/{id}/settings", &["role_id"], SCOPES),
            WriteBody::Setting { name: "setting_key", value: "value" },
        ),
        AnswerSpec::NOTHING,
    )),
    columns: &[
        setting("deal_default_visibility"),
        setting("lead_default_visibility"),
        setting("org_default_visibility"),
        setting("person_default_visibility"),
        setting("product_default_visibility"),
    ],
    ..WriteSpec::NONE
};

const fn setting(column: &'static str) -> WriteColumnSpec {
    WriteColumnSpec::new(column, &["value"]).on(WriteOn::Update).one_of(VISIBILITIES).never_null()
}
