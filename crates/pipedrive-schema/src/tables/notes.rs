//! `notes`: what people wrote down about deals, leads, persons, organizations, projects and tasks.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Notes>.

use super::shapes::{UPDATED_SINCE, column, v1_list, v1_single};
use super::writes::{ID, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Date, Int64, Text, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, FilterSpec, InsertSpec, Required, RowShape, SortSpec, TableSpec, UpdateSpec,
    WalkSpec, WriteColumnSpec, WriteForm, WriteSpec,
};

const SCOPES: &[&str] = &["deals:read", "deals:full", "contacts:read", "contacts:full"];

const ABOUT: &str = "the API returns every note about it, those that carry the id included";
const PINNED: &str = "a note is either pinned there or not, and the API compares the flag";
const MAYBE_PINNED: &str =
    "the API returns every note whose flag has the value, and may add notes whose answer lacks the flag";
const WRITTEN: &str = "only the API knows which time of a note the day is compared with and in which time zone";

/// The `notes` table.
pub(super) static NOTES: TableSpec = TableSpec {
    name: "notes",
    entity: "note",
    comment: "what people wrote down about deals, leads, persons, organizations, projects and tasks",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[WalkSpec {
        name: "all",
        route: v1_list("/notes", 20, SCOPES),
        archived: None,
        // Ids grow, so new notes go to the end and offsets do not shift while pages are read.
        fixed: &[("sort", "id ASC")],
        rows: RowShape::List,
    }],
    single: Some(v1_single("/notes/{id}", SCOPES)),
    filters: &[
        FilterSpec::exact("user_id", "a note has one author and the API compares the user's id"),
        FilterSpec::inexact("deal_id", ABOUT),
        FilterSpec::inexact("lead_id", ABOUT),
        FilterSpec::inexact("person_id", ABOUT),
        FilterSpec::inexact("org_id", ABOUT),
        FilterSpec::inexact("project_id", ABOUT),
        FilterSpec::inexact("task_id", ABOUT),
        FilterSpec::exact("pinned_to_deal_flag", PINNED),
        FilterSpec::exact("pinned_to_person_flag", PINNED),
        FilterSpec::exact("pinned_to_organization_flag", PINNED),
        FilterSpec::exact("pinned_to_project_flag", PINNED),
        FilterSpec::inexact("pinned_to_lead_flag", MAYBE_PINNED),
        FilterSpec::inexact("pinned_to_task_flag", MAYBE_PINNED),
        UPDATED_SINCE,
        FilterSpec::selects("start_date", WRITTEN),
        FilterSpec::selects("end_date", WRITTEN),
    ],
    sorts: &[SortSpec::by("id"), SortSpec::by("add_time"), SortSpec::by_change("update_time")],
    typical_rows: 30_000,
    listed_while: &["active_flag"],
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the note"),
    column!("content", Text, "text of the note, as HTML"),
    column!("user_id", Int64, "user who wrote the note").references("users", "id"),
    column!("user_name", Text, ["user", "name"], "name of the author"),
    column!("user_email", Text, ["user", "email"], "e-mail address of the author"),
    column!("user_icon_url", Text, ["user", "icon_url"], "address of the author's picture"),
    column!("user_is_you", Boolean, ["user", "is_you"], "whether the author is the user of this connection"),
    column!("last_update_user_id", Int64, "user who last changed the note").references("users", "id"),
    column!("deal_id", Int64, "deal the note is about").references("deals", "id"),
    column!("deal_title", Text, ["deal", "title"], "title of that deal"),
    column!("lead_id", Text, "lead the note is about").references("leads", "id"),
    column!("person_id", Int64, "person the note is about").references("persons", "id"),
    column!("person_name", Text, ["person", "name"], "name of that person"),
    column!("org_id", Int64, "organization the note is about").references("organizations", "id"),
    column!("organization_name", Text, ["organization", "name"], "name of that organization"),
    column!("project_id", Int64, "project the note is about").references("projects", "id"),
    column!("project_title", Text, ["project", "title"], "title of that project"),
    column!("task_id", Int64, "task the note is about").references("tasks", "id"),
    column!("task_title", Text, ["task", "title"], "title of that task"),
    column!("pinned_to_deal_flag", Boolean, "whether the note is pinned to the deal"),
    column!("pinned_to_lead_flag", Boolean, "whether the note is pinned to the lead"),
    column!("pinned_to_person_flag", Boolean, "whether the note is pinned to the person"),
    column!("pinned_to_organization_flag", Boolean, "whether the note is pinned to the organization"),
    column!("pinned_to_project_flag", Boolean, "whether the note is pinned to the project"),
    column!("pinned_to_task_flag", Boolean, "whether the note is pinned to the task"),
    column!("active_flag", Boolean, "whether the note still exists"),
    column!("add_time", Timestamp, "when the note was created"),
    column!("update_time", Timestamp, "when the note last changed"),
    ColumnSpec::parameter("start_date", Date, "first day to list notes of; compare it with `=`"),
    ColumnSpec::parameter("end_date", Date, "last day to list notes of; compare it with `=`"),
];

const FULL: &[&str] = &["deals:full", "contacts:full"];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/notes", &[], FULL),
        &[
            Required::Column("content"),
            Required::OneOf(&[&["deal_id"], &["lead_id"], &["person_id"], &["org_id"], &["project_id"], &["task_id"]]),
        ],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v1_put("/notes/{id}", ID, FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/notes/{id}", ID, FULL))),
    columns: &[
        written!("content").never_null(),
        written!("user_id").never_null(),
        written!("deal_id"),
        written!("lead_id"),
        written!("person_id"),
        written!("org_id"),
        written!("project_id"),
        written!("task_id"),
        // A note is pinned to what it is about, which has to stand beside the flag.
        pinned("pinned_to_deal_flag", &["pinned_to_deal_flag"], &["deal_id"]),
        pinned("pinned_to_lead_flag", &["pinned_to_lead_flag"], &["lead_id"]),
        pinned("pinned_to_person_flag", &["pinned_to_person_flag"], &["person_id"]),
        pinned("pinned_to_organization_flag", &["pinned_to_organization_flag"], &["org_id"]),
        pinned("pinned_to_project_flag", &["pinned_to_project_flag"], &["project_id"]),
        pinned("pinned_to_task_flag", &["pinned_to_task_flag"], &["task_id"]),
        written!("add_time").as_form(WriteForm::SpacedInstant).never_null(),
    ],
    ..WriteSpec::NONE
};

const fn pinned(
    column: &'static str,
    path: &'static [&'static str],
    along: &'static [&'static str],
) -> WriteColumnSpec {
    WriteColumnSpec::new(column, path).as_form(WriteForm::Flag).never_null().along(along)
}
