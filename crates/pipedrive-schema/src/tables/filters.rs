//! `filters`: the searches people saved, whose ids the `filter_id` columns take.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Filters>.

use super::shapes::{VISIBLE_TO, all, column, v1_single, v1_whole};
use super::writes::{ID, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Json, Text, Timestamp};
use crate::{
    AnswerSpec, BulkSpec, DeleteSpec, FilterSpec, InsertSpec, Method, Required, TableSpec, UpdateSpec, WriteBody,
    WriteOn, WriteRoute, WriteSpec,
};

/// Scopes that read filters.
pub(super) const SCOPES: &[&str] =
    &["deals:read", "deals:full", "activities:read", "activities:full", "contacts:read", "contacts:full"];

/// What a filter can list.
const TYPES: &[&str] = &["deals", "leads", "org", "people", "products", "activity", "projects"];

/// The `filters` table.
pub(super) static FILTERS: TableSpec = TableSpec {
    name: "filters",
    entity: "filter",
    comment: "saved searches, whose ids the `filter_id` columns take",
    columns: &[
        column!("id", Int64, "identifies the filter"),
        column!("name", Text, "name of the filter"),
        column!("type", Text, "what it lists: `deals`, `leads`, `org`, `people`, `products`, `activity`, `projects`"),
        column!("filter_code", Text, "code of a filter that Pipedrive provides"),
        column!("user_id", Int64, "user who saved the filter").references("users", "id"),
        VISIBLE_TO,
        column!("is_editable", Boolean, "whether the user of this connection can change the filter"),
        column!("active_flag", Boolean, "whether the filter still exists"),
        column!("temporary_flag", Boolean, "whether the filter was made for one use"),
        column!("custom_view_id", Int64, "list view that belongs to the filter"),
        column!("add_time", Timestamp, "when the filter was saved"),
        column!("update_time", Timestamp, "when the filter last changed"),
        column!("last_used_time", Timestamp, "when the filter was last used"),
        column!("conditions", Json, "conditions of the filter; only known when the row is picked by `id = …`"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/filters", 20, SCOPES))],
    single: Some(v1_single("/filters/{id}", SCOPES)),
    filters: &[FilterSpec::inexact("type", "the API returns every filter of the type").accepting(TYPES)],
    typical_rows: 100,
    listed_while: &["active_flag"],
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const FULL: &[&str] = &["deals:full", "activities:full", "contacts:full"];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/filters", &[], FULL),
        &[Required::Column("name"), Required::Column("type"), Required::Column("conditions")],
        AnswerSpec::ID,
    )),
    update: Some(UpdateSpec {
        always: &["conditions"],
        ..UpdateSpec::new(v1_put("/filters/{id}", ID, FULL), AnswerSpec::ID)
    }),
    delete: Some(DeleteSpec {
        bulk: Some(BulkSpec {
            route: WriteRoute {
                method: Method::Delete,
                route: v1_whole("/filters", 10, FULL),
                keys: &[],
                body: WriteBody::KeysIn("ids"),
            },
            max_rows: 100,
        }),
        ..DeleteSpec::new(v1_delete("/filters/{id}", ID, FULL))
    }),
    columns: &[
        written!("name").never_null(),
        written!("type").on(WriteOn::Insert).one_of(TYPES).never_null(),
        written!("conditions").whole().never_null(),
    ],
    ..WriteSpec::NONE
};
