//! `files`: what was attached to deals, persons, mail and the like.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Files>.

use super::shapes::{column, v1_list_up_to, v1_single};
use super::writes::{ID, form, v1_delete, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, RowShape, SortSpec, TableSpec, UpdateSpec, WalkSpec, WriteOn, WriteSpec,
};

const SCOPES: &[&str] =
    &["deals:read", "deals:full", "activities:read", "activities:full", "contacts:read", "contacts:full"];

/// The `files` table.
pub(super) static FILES: TableSpec = TableSpec {
    name: "files",
    entity: "file",
    comment: "files attached to deals, persons, mail and the like, without their contents",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[WalkSpec {
        name: "all",
        route: v1_list_up_to(100, "/files", 20, SCOPES),
        archived: None,
        // Ids grow, so new files go to the end and offsets do not shift while pages are read.
        fixed: &[("sort", "id ASC")],
        rows: RowShape::List,
    }],
    single: Some(v1_single("/files/{id}", SCOPES)),
    sorts: &[SortSpec::by("id"), SortSpec::by_change("update_time")],
    typical_rows: 5_000,
    listed_while: &["active_flag"],
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the file"),
    column!("name", Text, "name people see"),
    column!("description", Text, "description of the file"),
    column!("file_name", Text, "name the file is stored under"),
    column!("file_type", Text, "kind of file, such as `img` or `pdf`"),
    column!("file_size", Int64, "size in bytes"),
    column!("url", Text, "address of the file's contents"),
    column!("user_id", Int64, "user who added the file").references("users", "id"),
    column!("deal_id", Int64, "deal the file belongs to").references("deals", "id"),
    column!("deal_name", Text, "title of that deal"),
    column!("lead_id", Text, "lead the file belongs to").references("leads", "id"),
    column!("lead_name", Text, "title of that lead"),
    column!("person_id", Int64, "person the file belongs to").references("persons", "id"),
    column!("person_name", Text, "name of that person"),
    column!("org_id", Int64, "organization the file belongs to").references("organizations", "id"),
    column!("org_name", Text, "name of that organization"),
    column!("product_id", Int64, "product the file belongs to").references("products", "id"),
    column!("product_name", Text, "name of that product"),
    column!("project_id", Int64, "project the file belongs to").references("projects", "id"),
    column!("project_name", Text, "title of that project"),
    column!("activity_id", Int64, "activity the file belongs to").references("activities", "id"),
    // Spelt as text in the API's answers; an empty one stands for none.
    column!("mail_message_id", Int64, "e-mail the file was attached to").references("mail_messages", "id"),
    column!("mail_template_id", Text, "e-mail template the file belongs to"),
    column!("log_id", Int64, "log entry the file belongs to"),
    column!("active_flag", Boolean, "whether the file still exists"),
    column!("inline_flag", Boolean, "whether the file is shown within an e-mail"),
    column!("cid", Text, "id of the file within its e-mail"),
    column!("s3_bucket", Text, "where the contents are stored"),
    column!("remote_location", Text, "service that holds the contents, such as `googledrive`"),
    column!("remote_id", Text, "id of the file at that service"),
    column!("add_time", Timestamp, "when the file was added"),
    column!("update_time", Timestamp, "when the file last changed"),
];

const FULL: &[&str] = &["deals:full", "activities:full", "contacts:full"];

const WRITE: &WriteSpec = &WriteSpec {
    update: Some(UpdateSpec::new(form(v1_put("/files/{id}", ID, FULL)), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/files/{id}", ID, FULL))),
    columns: &[
        written!("name").on(WriteOn::Update).never_null(),
        written!("description").on(WriteOn::Update).never_null(),
    ],
    ..WriteSpec::NONE
};
