//! `activity_fields`: the definitions of the fields activities have.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ActivityFields>.

use super::fields::{DEFINITION, VISIBILITY};
use super::shapes::{all, columns, v2_list, v2_single};
use crate::{RouteSpec, TableSpec};

const SCOPES: &[&str] = &["admin"];

/// The list of definitions.
const ROUTE: RouteSpec = v2_list("/activityFields", 10, SCOPES);

/// The `activity_fields` table.
pub(super) static ACTIVITY_FIELDS: TableSpec = TableSpec {
    name: "activity_fields",
    entity: "activity field",
    comment: "definitions of the fields activities have, built in and custom",
    columns: columns![DEFINITION, VISIBILITY],
    primary_key: Some("field_code"),
    walks: &[all(ROUTE)],
    single: Some(v2_single("/activityFields/{field_code}", SCOPES)),
    typical_rows: 30,
    ..TableSpec::PLAIN
};
