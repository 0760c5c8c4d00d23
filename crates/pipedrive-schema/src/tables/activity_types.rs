//! `activity_types`: the kinds of activities.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ActivityTypes>.

use super::shapes::{all, column, v1_whole};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{TableSpec, WritableSpec};

/// The `activity_types` table.
pub(super) static ACTIVITY_TYPES: TableSpec = TableSpec {
    name: "activity_types",
    entity: "activity type",
    comment: "kinds of activities",
    columns: &[
        column!("id", Int64, "identifies the activity type"),
        column!("name", Text, "name of the activity type"),
        column!("key_string", Text, "key that `activities.type` holds"),
        column!("icon_key", Text, "name of the icon"),
        column!("color", Text, "colour as six hex digits"),
        column!("order_nr", Int64, "position among the activity types"),
        column!("active_flag", Boolean, "whether the activity type can be used"),
        column!("is_custom_flag", Boolean, "whether the account defined the activity type"),
        column!("add_time", Timestamp, "when the activity type was created"),
        column!("update_time", Timestamp, "when the activity type last changed"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/activityTypes", 20, &["activities:read", "activities:full", "admin"]))],
    typical_rows: 12,
    writable: WritableSpec::ALL,
    ..TableSpec::PLAIN
};
