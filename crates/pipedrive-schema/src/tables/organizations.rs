//! `organizations`: the companies the account deals with.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Organizations>.

use super::shapes::{
    BY_FILTER_ID, BY_IDS, BY_OWNER, CONTACTS as SCOPES, FILTER_ID, UPDATED_SINCE, UPDATED_UNTIL, VISIBLE_TO, address,
    all, column, columns, nested_fields, v2_list, v2_single,
};
use super::writes::{
    CONTACTS_FULL, ID, LABELS, VISIBLE_TO as VISIBILITY, v2_delete, v2_patch, v2_post, written, written_address,
    written_columns,
};
use crate::ColumnType::{Boolean, Float64, Int64, Int64List, Text, TextList, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, Origin, Required, SortSpec, TableSpec, UpdateSpec, WriteColumnSpec,
    WriteOn, WriteSpec,
};

/// The `organizations` table.
pub(super) static ORGANIZATIONS: TableSpec = TableSpec {
    name: "organizations",
    entity: "organization",
    comment: "companies the account deals with",
    columns: columns![CORE, address!("address", "address"), OPTIONAL],
    primary_key: Some("id"),
    walks: &[all(v2_list("/organizations", 10, SCOPES))],
    single: Some(v2_single("/organizations/{id}", SCOPES)),
    filters: &[BY_IDS, BY_OWNER, UPDATED_SINCE, UPDATED_UNTIL, BY_FILTER_ID],
    sorts: &[SortSpec::by("id"), SortSpec::by("add_time"), SortSpec::by_change("update_time")],
    custom_fields: Some(nested_fields(super::organization_fields::ROUTE)),
    typical_rows: 15_000,
    // Some answers repeat the organization's own `id` under this name.
    ignored: &["org_id"],
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const CORE: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the organization"),
    column!("name", Text, "name of the organization"),
    column!("owner_id", Int64, "user who owns the organization").references("users", "id"),
    column!("add_time", Timestamp, "when the organization was created"),
    column!("update_time", Timestamp, "when the organization last changed; NULL on very old organizations"),
    column!("is_deleted", Boolean, "whether the organization is deleted"),
    VISIBLE_TO,
    column!("label_ids", Int64List, "option ids of the organization's labels"),
    column!("labels", TextList, "labels of the organization").from_origin(Origin::LabelsOf("label_ids")),
    column!("website", Text, "address of the website"),
    column!("linkedin", Text, "address of the LinkedIn page"),
    column!("industry", Int64, "option id of the industry"),
    column!("annual_revenue", Float64, "revenue of a year"),
    column!("employee_count", Int64, "number of employees"),
];

const OPTIONAL: &[ColumnSpec] = &[
    ColumnSpec::optional("next_activity_id", Int64, "next planned activity").references("activities", "id"),
    ColumnSpec::optional("last_activity_id", Int64, "last finished activity").references("activities", "id"),
    ColumnSpec::optional("open_deals_count", Int64, "number of open deals with the organization"),
    ColumnSpec::optional("related_open_deals_count", Int64, "number of open deals related in another way"),
    ColumnSpec::optional("closed_deals_count", Int64, "number of won and lost deals with the organization"),
    ColumnSpec::optional("related_closed_deals_count", Int64, "number of closed deals related in another way"),
    ColumnSpec::optional("won_deals_count", Int64, "number of won deals with the organization"),
    ColumnSpec::optional("related_won_deals_count", Int64, "number of won deals related in another way"),
    ColumnSpec::optional("lost_deals_count", Int64, "number of lost deals with the organization"),
    ColumnSpec::optional("related_lost_deals_count", Int64, "number of lost deals related in another way"),
    ColumnSpec::optional("people_count", Int64, "number of persons who belong to the organization"),
    ColumnSpec::optional("email_messages_count", Int64, "number of e-mails"),
    ColumnSpec::optional("activities_count", Int64, "number of activities"),
    ColumnSpec::optional("done_activities_count", Int64, "number of finished activities"),
    ColumnSpec::optional("undone_activities_count", Int64, "number of activities still to do"),
    ColumnSpec::optional("files_count", Int64, "number of files"),
    ColumnSpec::optional("notes_count", Int64, "number of notes"),
    ColumnSpec::optional("followers_count", Int64, "number of users who follow the organization"),
    ColumnSpec::optional("smart_bcc_email", Text, "address that files an e-mail with the organization when copied in"),
    FILTER_ID,
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v2_post("/organizations", &[], CONTACTS_FULL),
        &[Required::Column("name")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v2_patch("/organizations/{id}", ID, CONTACTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/organizations/{id}", ID, CONTACTS_FULL))),
    columns: written_columns![WRITTEN, LABELS, written_address!("address")],
    custom_fields: true,
    ..WriteSpec::NONE
};

const WRITTEN: &[WriteColumnSpec] = &[
    written!("name").never_null(),
    written!("owner_id").never_null(),
    written!("add_time").on(WriteOn::Insert),
    VISIBILITY,
    written!("website"),
    written!("linkedin"),
    written!("industry"),
    written!("annual_revenue"),
    written!("employee_count"),
];
