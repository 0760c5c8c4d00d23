//! `role_pipelines`: which pipelines a role shows and hides.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::shapes::{ADMIN as SCOPES, child_of, column, v1_whole};
use crate::ColumnType::{Boolean, Int64, Int64List};
use crate::{ColumnSpec, RowShape, TableSpec, WalkSpec};

/// The `role_pipelines` table.
pub(super) static ROLE_PIPELINES: TableSpec = TableSpec {
    name: "role_pipelines",
    entity: "role's pipelines",
    comment: "pipelines a role shows and those it hides, two rows for each role; needs an admin",
    columns: &[
        ColumnSpec::parent("role_id", Int64, "role the pipelines are shown to or hidden from")
            .references("roles", "id"),
        column!("visible", Boolean, "whether the row lists the pipelines the role shows or those it hides"),
        column!("pipeline_ids", Int64List, "ids of those pipelines"),
    ],
    walks: &[pipelines("visible", &[("visible", "true")]), pipelines("hidden", &[("visible", "false")])],
    parent: child_of("role_id", 200),
    ..TableSpec::PLAIN
};

const fn pipelines(name: &'static str, fixed: &'static [(&'static str, &'static str)]) -> WalkSpec {
    WalkSpec {
        name,
        route: v1_whole("/roles/{id}/pipelines", 20, SCOPES),
        archived: None,
        fixed,
        rows: RowShape::Record,
    }
}
