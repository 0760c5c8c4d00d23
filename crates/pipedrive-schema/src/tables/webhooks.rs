//! `webhooks`: where Pipedrive reports changes to.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Webhooks>.

use super::shapes::{ADMIN as SCOPES, all, column, v1_whole};
use super::writes::{ID, v1_delete, v1_post};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{AnswerSpec, DeleteSpec, InsertSpec, Required, TableSpec, WriteColumnSpec, WriteOn, WriteSpec};

/// The `webhooks` table.
pub(super) static WEBHOOKS: TableSpec = TableSpec {
    name: "webhooks",
    entity: "webhook",
    comment: "addresses Pipedrive reports changes to; needs an admin",
    columns: &[
        column!("id", Int64, "identifies the webhook"),
        column!("name", Text, "name of the webhook"),
        column!("event_action", Text, "what is reported, such as `create`, `change`, `delete` or `*`"),
        column!("event_object", Text, "what it is reported of, such as `deal`, or `*`"),
        column!("subscription_url", Text, "address the reports go to"),
        column!("http_auth_user", Text, "user name sent to that address"),
        column!("version", Text, "version of the reports, such as `2.0`"),
        column!("type", Text, "`general`, `application` or `automation`"),
        column!("is_active", Boolean, "whether reports are sent"),
        column!("company_id", Int64, "company of the account"),
        column!("owner_id", Int64, "user who owns the webhook").references("users", "id"),
        column!("user_id", Int64, "user whose permissions decide what is reported").references("users", "id"),
        column!("admin_id", Int64, "admin of the webhook").references("users", "id"),
        column!("add_time", Timestamp, "when the webhook was added"),
        column!("remove_time", Timestamp, "when the webhook was removed"),
        column!("remove_reason", Text, "why the webhook was removed"),
        column!("last_delivery_time", Timestamp, "when a report was last sent"),
        column!("last_http_status", Int64, "status code of the last answer"),
    ],
    primary_key: Some("id"),
    walks: &[all(v1_whole("/webhooks", 10, SCOPES))],
    typical_rows: 5,
    // A password, which nobody needs to read: it would end up in results, exports and logs.
    ignored: &["http_auth_password"],
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/webhooks", &[], SCOPES),
        &[
            Required::Column("subscription_url"),
            Required::Column("event_action"),
            Required::Column("event_object"),
            Required::Column("name"),
        ],
        AnswerSpec::ROW,
    )),
    delete: Some(DeleteSpec::new(v1_delete("/webhooks/{id}", ID, SCOPES))),
    columns: &[
        added("name", &["name"]),
        added("event_action", &["event_action"]).one_of(ACTIONS),
        added("event_object", &["event_object"]).one_of(OBJECTS),
        added("subscription_url", &["subscription_url"]),
        added("http_auth_user", &["http_auth_user"]),
        added("version", &["version"]).one_of(&["1.0", "2.0"]),
        added("user_id", &["user_id"]),
    ],
    unwritten: &[("http_auth_password", "no column holds a password: it would end up in statements and logs")],
    ..WriteSpec::NONE
};

const ACTIONS: &[&str] = &["create", "change", "delete", "*"];
const OBJECTS: &[&str] =
    &["activity", "deal", "lead", "note", "organization", "person", "pipeline", "product", "stage", "user", "*"];

const fn added(column: &'static str, path: &'static [&'static str]) -> WriteColumnSpec {
    WriteColumnSpec::new(column, path).on(WriteOn::Insert).never_null()
}
