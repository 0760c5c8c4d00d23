//! Columns of the settings of a role, which the API shows by role and by user alike.

use super::shapes::column;
use crate::ColumnSpec;
use crate::ColumnType::Int64;

/// What new records are visible to, and how much of the others' can be seen.
pub(super) const SETTINGS: &[ColumnSpec] = &[
    column!("deal_default_visibility", Int64, "visibility of new deals"),
    column!("lead_default_visibility", Int64, "visibility of new leads"),
    column!("org_default_visibility", Int64, "visibility of new organizations"),
    column!("person_default_visibility", Int64, "visibility of new persons"),
    column!("product_default_visibility", Int64, "visibility of new products"),
    column!("deal_access_level", Int64, "access to deals; only for the default role"),
    column!("org_access_level", Int64, "access to organizations; only for the default role"),
    column!("person_access_level", Int64, "access to persons; only for the default role"),
    column!("product_access_level", Int64, "access to products; only for the default role"),
];
