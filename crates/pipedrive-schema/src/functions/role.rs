//! `role`: one role by its id.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Roles>.

use super::argument::{argument, sends};
use crate::ColumnType::Int64;
use crate::tables::roles;
use crate::tables::shapes::{ADMIN as SCOPES, columns, shaped, v1_single};
use crate::{RowShape, TableSpec};

/// The `role` function.
///
/// The table `roles` cannot ask for one role: this answer does not tell the level, by which a query may compare.
pub(super) static ROLE: TableSpec = TableSpec {
    name: "role",
    entity: "role",
    comment: "one role by its id, for a tenth of the price of `roles`; needs an admin",
    columns: columns![&[argument!("id", Int64, "the role").references("roles", "id")], roles::COLUMNS],
    walks: &[shaped(v1_single("/roles/{id}", SCOPES), RowShape::Record)],
    filters: &[sends!("id").required().sent_as("{id}")],
    typical_rows: 1,
    ..TableSpec::PLAIN
};
