//! `projects`: planned work, active and archived.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::shapes::{BY_FILTER_ID, FILTER_ID, PROJECTS as SCOPES, column, v2_list, v2_single, v2_whole};
use super::writes::{ID, LABELS, PROJECTS_FULL, v2_delete, v2_patch, v2_post, written, written_columns};
use crate::ColumnType::{Boolean, Date, Int64, Int64List, Text, TextList, Timestamp};
use crate::{
    AnswerSpec, ArchiveSpec, ColumnSpec, CustomFieldsSpec, CustomShape, DeleteSpec, DeletedSpec, FilterSpec,
    InsertSpec, Method, NullForm, Origin, Required, RowShape, TableSpec, UpdateSpec, WalkSpec, WriteBody,
    WriteColumnSpec, WriteRoute, WriteSpec,
};

/// All values of `status`; together they list every project, deleted ones included.
const STATUSES: &[&str] = &["open", "completed", "canceled", "deleted"];

/// The `projects` table.
///
/// The active list can also be narrowed to the projects of a deal, person or organization. The archived one cannot,
/// and no column holds a single such id, so those conditions on `deal_ids` and the like are checked here.
pub(super) static PROJECTS: TableSpec = TableSpec {
    name: "projects",
    entity: "project",
    comment: "planned work, active and archived; needs the Projects add-on",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[
        WalkSpec {
            name: "active",
            route: v2_list("/projects", 10, SCOPES),
            archived: Some(false),
            fixed: &[],
            rows: RowShape::List,
        },
        WalkSpec {
            name: "archived",
            route: v2_list("/projects/archived", 10, SCOPES),
            archived: Some(true),
            fixed: &[],
            rows: RowShape::List,
        },
    ],
    single: Some(v2_single("/projects/{id}", SCOPES)),
    filters: &[
        FilterSpec::list(
            "status",
            STATUSES.len(),
            "a project has one status out of a fixed set and the API returns the projects with one of those listed",
        )
        .accepting(STATUSES)
        .yielding(),
        FilterSpec::exact("phase_id", "a project is in one phase and the API compares its id").yielding(),
        BY_FILTER_ID,
    ],
    // The routes have no `custom_fields` parameter: all values always come.
    custom_fields: Some(CustomFieldsSpec {
        fields: super::project_fields::ROUTE,
        shape: CustomShape::Nested,
        max_narrowed: 0,
        narrows_single: false,
    }),
    deleted: Some(DeletedSpec { parameter: "status", deleted: "deleted", everything: STATUSES }),
    typical_rows: 500,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the project"),
    column!("title", Text, "title of the project"),
    column!("description", Text, "description of the project"),
    column!("status", Text, "`open`, `completed`, `canceled`, or `deleted` for a deleted project"),
    column!("is_archived", Boolean, "whether the project is archived"),
    column!("board_id", Int64, "board the project is on").references("boards", "id"),
    column!("phase_id", Int64, "phase the project is in").references("phases", "id"),
    column!("owner_id", Int64, "user who owns the project").references("users", "id"),
    column!("start_date", Date, "day the project starts"),
    column!("end_date", Date, "day the project ends"),
    column!("deal_ids", Int64List, "deals the project belongs to"),
    column!("person_ids", Int64List, "persons the project is for"),
    column!("org_ids", Int64List, "organizations the project is for"),
    column!("label_ids", Int64List, "option ids of the project's labels"),
    column!("labels", TextList, "labels of the project").from_origin(Origin::LabelsOf("label_ids")),
    column!("health_status", Int64, "option id of the project's health"),
    column!("add_time", Timestamp, "when the project was created"),
    column!("update_time", Timestamp, "when the project last changed"),
    column!("status_change_time", Timestamp, "when the status last changed"),
    column!("archive_time", Timestamp, "when the project was archived"),
    FILTER_ID,
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/projects", &[], PROJECTS_FULL),
        &[Required::Column("title")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec {
        archive: Some(ArchiveSpec { flag: "is_archived", with: &[], route: Some(ARCHIVE), reversible: false }),
        ..UpdateSpec::new(v2_patch("/projects/{id}", ID, PROJECTS_FULL), AnswerSpec::ROW)
    }),
    delete: Some(DeleteSpec::new(v2_delete("/projects/{id}", ID, PROJECTS_FULL))),
    columns: written_columns![WRITTEN, LABELS],
    custom_fields: true,
    unwritten: &[("template_id", "no column says from which template a project was made")],
};

const ARCHIVE: WriteRoute = WriteRoute {
    method: Method::Post,
    route: v2_whole("/projects/{id}/archive", 3, PROJECTS_FULL),
    keys: ID,
    body: WriteBody::Nothing,
};

const WRITTEN: &[WriteColumnSpec] = &[
    written!("title").never_null(),
    written!("description"),
    written!("status").one_of(&["open", "completed", "canceled"]).never_null(),
    written!("board_id").never_null(),
    written!("phase_id").never_null(),
    written!("owner_id").never_null(),
    written!("start_date"),
    written!("end_date"),
    written!("deal_ids").whole().cleared_by(NullForm::EmptyList),
    written!("person_ids").whole().cleared_by(NullForm::EmptyList),
    written!("org_ids").whole().cleared_by(NullForm::EmptyList),
    written!("health_status"),
];
