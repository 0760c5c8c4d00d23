//! `users`: the people who have a seat in the account.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Users>.

use super::shapes::{USERS as SCOPES, all, column, v1_single, v1_whole};
use super::writes::{ADMIN, ID, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, StructList, Text, Timestamp};
use crate::{AnswerSpec, ColumnSpec, InsertSpec, MemberSpec, Required, TableSpec, UpdateSpec, WriteOn, WriteSpec};

/// The `users` table.
pub(super) static USERS: TableSpec = TableSpec {
    name: "users",
    entity: "user",
    comment: "people who have a seat in the account",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[all(v1_whole("/users", 20, SCOPES))],
    single: Some(v1_single("/users/{id}", SCOPES)),
    typical_rows: 30,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// What the API says of every user.
pub(crate) const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the user"),
    column!("name", Text, "full name"),
    column!("email", Text, "e-mail address the user signs in with"),
    column!("phone", Text, "phone number"),
    column!("default_currency", Text, "currency code of the user's new deals").references("currencies", "code"),
    column!("locale", Text, "language and region, such as `en_US`"),
    column!("lang", Int64, "language, as a number"),
    column!("timezone_name", Text, "time zone, such as `Europe/Berlin`"),
    column!("timezone_offset", Text, "distance of the time zone from UTC, such as `+03:00`"),
    column!("activated", Boolean, "whether the user has accepted the invitation"),
    column!("active_flag", Boolean, "whether the user is active; false after deactivation"),
    column!("is_deleted", Boolean, "whether the user is deleted"),
    column!("is_you", Boolean, "whether it is the user of this connection"),
    column!("has_created_company", Boolean, "whether the user opened the account"),
    column!("role_id", Int64, "role of the user").references("roles", "id"),
    column!("access", StructList(ACCESS), "apps the user can open and the permission set in each"),
    column!("last_login", Timestamp, "when the user last signed in"),
    column!("created", Timestamp, "when the user was created"),
    column!("modified", Timestamp, "when the user last changed"),
    column!("icon_url", Text, "address of the user's picture"),
];

const ACCESS: &[MemberSpec] = &[
    MemberSpec { name: "app", data_type: Text },
    MemberSpec { name: "admin", data_type: Boolean },
    MemberSpec { name: "permission_set_id", data_type: Text },
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(v1_post("/users", &[], ADMIN), &[Required::Column("email")], AnswerSpec::ID)),
    update: Some(UpdateSpec::new(v1_put("/users/{id}", ID, ADMIN), AnswerSpec::ID)),
    columns: &[
        written!("email").on(WriteOn::Insert).never_null(),
        written!("access").on(WriteOn::Insert).whole().never_null(),
        written!("active_flag").never_null(),
    ],
    ..WriteSpec::NONE
};
