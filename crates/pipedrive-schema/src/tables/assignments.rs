//! Columns of role assignments, which the API lists by role and by user alike.

use super::shapes::column;
use crate::ColumnSpec;
use crate::ColumnType::{Boolean, Int64, Text};

/// What an assignment holds.
pub(super) const ASSIGNMENT: &[ColumnSpec] = &[
    column!("user_id", Int64, "user who has the role").references("users", "id"),
    column!("role_id", Int64, "role the user has").references("roles", "id"),
    column!("name", Text, "name of the role"),
    column!("parent_role_id", Int64, "role above it").references("roles", "id"),
    column!("active_flag", Boolean, "whether the role is in use"),
    column!("type", Text, "kind of assignment, as a number"),
];
