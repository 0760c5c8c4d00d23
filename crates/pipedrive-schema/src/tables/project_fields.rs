//! `project_fields`: the definitions of the fields projects have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ProjectFields>.

use super::field_writes::{DEMANDED, NAMED, SHOWN, definitions, options};
use super::fields::DEFINITION;
use super::shapes::{all, column, columns, v2_list, v2_single};
use super::writes::written_columns;
use crate::ColumnType::Json;
use crate::{ColumnSpec, RouteSpec, TableSpec, WriteSpec};

const SCOPES: &[&str] = &["projects:read", "projects:full", "project-fields:full"];

/// The list of definitions.
pub(super) const ROUTE: RouteSpec = v2_list("/projectFields", 10, SCOPES);

/// The `project_fields` table.
pub(super) static PROJECT_FIELDS: TableSpec = TableSpec {
    name: "project_fields",
    entity: "project field",
    comment: "definitions of the fields projects have; needs the Projects add-on",
    columns: columns![DEFINITION, SETTINGS],
    primary_key: Some("field_code"),
    walks: &[all(ROUTE)],
    single: Some(v2_single("/projectFields/{field_code}", SCOPES)),
    typical_rows: 30,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// What the other tables of definitions only hold when asked to always comes with a project's.
const SETTINGS: &[ColumnSpec] = &[
    column!("ui_visibility", Json, "where Pipedrive shows the field"),
    column!("important_fields", Json, "phases in which the field is marked as important"),
    column!("required_fields", Json, "whether the field must be filled in"),
];

/// Writes of the definitions.
const WRITE: &WriteSpec = &definitions(
    "/projectFields",
    "/projectFields/{field_code}",
    FULL,
    CHANGE,
    written_columns![NAMED, SHOWN, DEMANDED],
);

/// Writes of the choices, each a row of the view of them.
pub(crate) const OPTIONS: &WriteSpec = &options("/projectFields/{field_code}/options", CHANGE);

const FULL: &[&str] = &["project-fields:full"];
const CHANGE: &[&str] = &["project-fields:full"];
