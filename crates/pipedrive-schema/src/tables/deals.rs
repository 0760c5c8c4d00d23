//! `deals`: opportunities in a pipeline, active and archived.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{
    BY_FILTER_ID, BY_IDS, BY_OWNER, DEALS as SCOPES, FILTER_ID, UPDATED_SINCE, UPDATED_UNTIL, VISIBLE_TO, column,
    nested_fields, v2_list, v2_single,
};
use super::writes::{
    DEALS_FULL, ID, LABELS, VISIBLE_TO as VISIBILITY, v2_delete, v2_patch, v2_post, written, written_columns,
};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Int64List, Text, TextList, Timestamp};
use crate::{
    AnswerSpec, ArchiveSpec, ColumnSpec, DeleteSpec, DeletedSpec, FilterSpec, InsertSpec, Origin, Required, RowShape,
    SortSpec, TableSpec, UpdateSpec, WalkSpec, WriteColumnSpec, WriteForm, WriteSpec,
};

/// All values of `status`; together they list every deal, deleted ones included.
const STATUSES: &[&str] = &["open", "won", "lost", "deleted"];

const LINKED: &str = "the API may add deals linked in another way, such as through a participant, but leaves out none \
                      that carries the id itself";

/// The `deals` table.
pub(super) static DEALS: TableSpec = TableSpec {
    name: "deals",
    entity: "deal",
    comment: "opportunities in a pipeline, active and archived",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[
        WalkSpec {
            name: "active",
            route: v2_list("/deals", 10, SCOPES),
            archived: Some(false),
            fixed: &[],
            rows: RowShape::List,
        },
        WalkSpec {
            name: "archived",
            route: v2_list("/deals/archived", 20, SCOPES),
            archived: Some(true),
            fixed: &[],
            rows: RowShape::List,
        },
    ],
    single: Some(v2_single("/deals/{id}", SCOPES)),
    filters: &[
        BY_IDS,
        BY_OWNER,
        FilterSpec::inexact("person_id", LINKED).yielding(),
        FilterSpec::inexact("org_id", LINKED).yielding(),
        FilterSpec::exact("pipeline_id", "a deal is in one pipeline and the API compares its id").yielding(),
        FilterSpec::exact("stage_id", "a deal is in one stage and the API compares its id").yielding(),
        FilterSpec::list(
            "status",
            STATUSES.len(),
            "a deal has one status out of a fixed set and the API returns the deals with one of those listed",
        )
        .accepting(STATUSES)
        .yielding()
        .parting(
            &["open", "won", "lost"],
            "the API knows one status more, that of deleted deals, which a list without `status` leaves out",
        ),
        UPDATED_SINCE,
        UPDATED_UNTIL,
        BY_FILTER_ID,
    ],
    sorts: &[SortSpec::by("id"), SortSpec::by("add_time"), SortSpec::by_change("update_time")],
    custom_fields: Some(nested_fields(super::deal_fields::ROUTE)),
    deleted: Some(DeletedSpec { parameter: "status", deleted: "deleted", everything: STATUSES }),
    typical_rows: 20_000,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the deal"),
    column!("title", Text, "title of the deal"),
    column!("creator_user_id", Int64, "user who created the deal").references("users", "id"),
    column!("owner_id", Int64, "user who owns the deal").references("users", "id"),
    column!("person_id", Int64, "main contact person").references("persons", "id"),
    column!("org_id", Int64, "organization the deal is with").references("organizations", "id"),
    column!("pipeline_id", Int64, "pipeline the deal is in").references("pipelines", "id"),
    column!("stage_id", Int64, "stage the deal is in").references("stages", "id"),
    column!("value", Float64, "value in the deal's own currency"),
    column!("currency", Text, "ISO 4217 code or custom currency code of the value").references("currencies", "code"),
    column!("status", Text, "`open`, `won`, `lost`, or `deleted` for a deleted deal"),
    column!("is_archived", Boolean, "whether the deal is archived"),
    column!("is_deleted", Boolean, "whether the deal was deleted in the last 30 days"),
    column!("probability", Float64, "chance of winning in percent, if the pipeline uses it"),
    column!("add_time", Timestamp, "when the deal was created"),
    column!("update_time", Timestamp, "when the deal last changed; NULL on very old deals"),
    column!("stage_change_time", Timestamp, "when the deal entered its stage"),
    column!("close_time", Timestamp, "when the deal was won or lost"),
    column!("won_time", Timestamp, "when the deal was won"),
    column!("lost_time", Timestamp, "when the deal was lost"),
    column!("archive_time", Timestamp, "when the deal was archived"),
    column!("local_won_date", Date, "day the deal was won, in the account's time zone"),
    column!("local_lost_date", Date, "day the deal was lost, in the account's time zone"),
    column!("local_close_date", Date, "day the deal was won or lost, in the account's time zone"),
    column!("expected_close_date", Date, "day the deal is expected to close"),
    column!("lost_reason", Text, "why the deal was lost"),
    VISIBLE_TO,
    column!("label_ids", Int64List, "option ids of the deal's labels"),
    column!("labels", TextList, "labels of the deal").from_origin(Origin::LabelsOf("label_ids")),
    column!("origin", Text, "how the deal came to be, such as `ManuallyCreated` or `API`"),
    column!("origin_id", Text, "id within the origin"),
    column!("channel", Int64, "option id of the marketing channel"),
    column!("channel_id", Text, "id within the marketing channel"),
    column!("arr", Float64, "annual recurring revenue"),
    column!("mrr", Float64, "monthly recurring revenue"),
    column!("acv", Float64, "annual contract value"),
    ColumnSpec::optional("source_lead_id", Text, "lead the deal was converted from").references("leads", "id"),
    ColumnSpec::optional("next_activity_id", Int64, "next planned activity").references("activities", "id"),
    ColumnSpec::optional("last_activity_id", Int64, "last finished activity").references("activities", "id"),
    ColumnSpec::optional("first_won_time", Timestamp, "when the deal was won for the first time"),
    ColumnSpec::optional("products_count", Int64, "number of products on the deal"),
    ColumnSpec::optional("files_count", Int64, "number of files"),
    ColumnSpec::optional("notes_count", Int64, "number of notes"),
    ColumnSpec::optional("followers_count", Int64, "number of users who follow the deal"),
    ColumnSpec::optional("participants_count", Int64, "number of persons who take part"),
    ColumnSpec::optional("email_messages_count", Int64, "number of e-mails"),
    ColumnSpec::optional("activities_count", Int64, "number of activities"),
    ColumnSpec::optional("done_activities_count", Int64, "number of finished activities"),
    ColumnSpec::optional("undone_activities_count", Int64, "number of activities still to do"),
    ColumnSpec::optional("last_incoming_mail_time", Timestamp, "when the last e-mail came in"),
    ColumnSpec::optional("last_outgoing_mail_time", Timestamp, "when the last e-mail went out"),
    ColumnSpec::optional("smart_bcc_email", Text, "address that files an e-mail with the deal when copied in"),
    FILTER_ID,
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(v2_post("/deals", &[], DEALS_FULL), &[Required::Column("title")], AnswerSpec::ROW)),
    update: Some(UpdateSpec {
        archive: Some(ArchiveSpec { flag: "is_archived", with: &["archive_time"], route: None, reversible: true }),
        ..UpdateSpec::new(v2_patch("/deals/{id}", ID, DEALS_FULL), AnswerSpec::ROW)
    }),
    delete: Some(DeleteSpec::new(v2_delete("/deals/{id}", ID, DEALS_FULL))),
    columns: written_columns![WRITTEN, LABELS],
    custom_fields: true,
    unwritten: &[("is_deleted", "deals are deleted by their own route")],
};

const WRITTEN: &[WriteColumnSpec] = &[
    written!("title").never_null(),
    written!("owner_id").never_null(),
    written!("person_id"),
    written!("org_id"),
    written!("pipeline_id").never_null(),
    written!("stage_id").never_null(),
    written!("value"),
    written!("currency").never_null(),
    written!("is_archived").never_null(),
    written!("archive_time").as_form(WriteForm::SpacedInstant).never_null().along(&["is_archived"]),
    written!("status").one_of(&["open", "won", "lost"]).never_null(),
    written!("probability"),
    written!("lost_reason"),
    VISIBILITY,
    written!("close_time"),
    written!("won_time").never_null(),
    written!("lost_time").never_null(),
    written!("expected_close_date"),
    written!("channel_id"),
];
