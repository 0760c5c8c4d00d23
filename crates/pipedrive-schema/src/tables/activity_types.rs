//! `activity_types`: the kinds of activities.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/ActivityTypes>.

use super::shapes::{all, column, v1_whole};
use super::writes::{ADMIN, ID, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, TableSpec, UpdateSpec, WriteOn, WriteSpec};

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
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/activityTypes", &[], ADMIN),
        &[Required::Column("name"), Required::Column("icon_key")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v1_put("/activityTypes/{id}", ID, ADMIN), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/activityTypes/{id}", ID, ADMIN))),
    columns: &[
        written!("name").never_null(),
        written!("icon_key").one_of(ICONS).never_null(),
        written!("color").never_null(),
        written!("order_nr").on(WriteOn::Update).never_null(),
    ],
    ..WriteSpec::NONE
};

const ICONS: &[&str] = &[
    "task",
    "email",
    "meeting",
    "deadline",
    "call",
    "lunch",
    "calendar",
    "downarrow",
    "document",
    "smartphone",
    "camera",
    "scissors",
    "cogs",
    "bubble",
    "uparrow",
    "checkbox",
    "signpost",
    "shuffle",
    "addressbook",
    "linegraph",
    "picture",
    "car",
    "world",
    "search",
    "clip",
    "sound",
    "brush",
    "key",
    "padlock",
    "pricetag",
    "suitcase",
    "finish",
    "plane",
    "loop",
    "wifi",
    "truck",
    "cart",
    "bulb",
    "bell",
    "presentation",
];
