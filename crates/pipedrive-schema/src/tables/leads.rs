//! `leads`: opportunities that are no deals yet, active and archived.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Leads>.

use super::shapes::{
    BY_FILTER_ID, BY_OWNER, FILTER_ID, LEADS as SCOPES, UPDATED_SINCE, VISIBLE_TO, column, v1_list, v1_single,
};
use super::writes::{ID, LEADS_FULL, VISIBILITIES, by, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Text, TextList, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, CustomFieldsSpec, CustomShape, DeleteSpec, FilterSpec, InsertSpec, Method, NullForm,
    Required, RowShape, SortSpec, TableSpec, UpdateSpec, WalkSpec, WriteForm, WriteOn, WriteSpec,
};

/// New leads go to the end and ids tell leads of one moment apart, so offsets do not shift while pages are
/// read. Ids alone would not do: they are random, and a lead created meanwhile would push others along.
const STABLE: &[(&str, &str)] = &[("sort", "add_time ASC, id ASC")];

const LINKED: &str = "the API returns every lead linked to it, those that carry the id included";

/// The `leads` table.
pub(super) static LEADS: TableSpec = TableSpec {
    name: "leads",
    entity: "lead",
    comment: "opportunities that are no deals yet, active and archived",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[
        WalkSpec {
            name: "active",
            route: v1_list("/leads", 20, SCOPES),
            archived: Some(false),
            fixed: STABLE,
            rows: RowShape::List,
        },
        WalkSpec {
            name: "archived",
            route: v1_list("/leads/archived", 40, SCOPES),
            archived: Some(true),
            fixed: STABLE,
            rows: RowShape::List,
        },
    ],
    single: Some(v1_single("/leads/{id}", SCOPES)),
    filters: &[
        BY_OWNER,
        FilterSpec::inexact("person_id", LINKED).yielding(),
        FilterSpec::inexact("organization_id", LINKED).yielding(),
        UPDATED_SINCE.only_on(&["active"]),
        BY_FILTER_ID,
    ],
    // Titles and ids are text of unknown collation, so their orders stay out.
    sorts: &[
        SortSpec::by("add_time"),
        SortSpec::by_change("update_time"),
        SortSpec::by_nullable("expected_close_date"),
        SortSpec::by_nullable("next_activity_id"),
    ],
    // Leads have no fields of their own: they carry those of deals, under the same keys.
    custom_fields: Some(CustomFieldsSpec {
        fields: super::deal_fields::ROUTE,
        shape: CustomShape::Flat,
        max_narrowed: 0,
        narrows_single: false,
    }),
    typical_rows: 3_000,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Text, "identifies the lead, a UUID"),
    column!("title", Text, "title of the lead"),
    column!("owner_id", Int64, "user who owns the lead").references("users", "id"),
    column!("creator_id", Int64, "user who created the lead").references("users", "id"),
    column!("person_id", Int64, "person the lead is about").references("persons", "id"),
    column!("organization_id", Int64, "organization the lead is about").references("organizations", "id"),
    column!("label_ids", TextList, "ids of the lead's labels, listed in `lead_labels`"),
    column!("value", Float64, ["value", "amount"], "potential value in the lead's own currency"),
    column!("currency", Text, ["value", "currency"], "currency code of the value").references("currencies", "code"),
    column!("expected_close_date", Date, "day the resulting deal is expected to close"),
    column!("is_archived", Boolean, "whether the lead is archived"),
    column!("was_seen", Boolean, "whether somebody has opened the lead"),
    column!("next_activity_id", Int64, "next planned activity").references("activities", "id"),
    column!("source_name", Text, "where the lead came from").references("lead_sources", "name"),
    column!("source_deal_id", Int64, "deal the lead was converted from").references("deals", "id"),
    column!("origin", Text, "how the lead came to be, such as `ManuallyCreated` or `API`"),
    column!("origin_id", Text, "id within the origin"),
    column!("channel", Int64, "option id of the marketing channel"),
    column!("channel_id", Text, "id within the marketing channel"),
    column!("add_time", Timestamp, "when the lead was created"),
    column!("update_time", Timestamp, "when the lead last changed"),
    VISIBLE_TO,
    column!("cc_email", Text, "address that files an e-mail with the lead when copied in"),
    FILTER_ID,
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/leads", &[], LEADS_FULL),
        &[Required::Column("title"), Required::OneOf(&[&["person_id"], &["organization_id"]])],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(by(Method::Patch, v1_put("/leads/{id}", ID, LEADS_FULL)), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/leads/{id}", ID, LEADS_FULL))),
    columns: &[
        written!("title").never_null(),
        written!("owner_id").never_null(),
        written!("person_id"),
        written!("organization_id"),
        written!("label_ids").whole().cleared_by(NullForm::EmptyList),
        written!("value", ["value", "amount"]).part().cleared_by(NullForm::NullMember).along(&["currency"]),
        written!("currency", ["value", "currency"]).part().never_null().along(&["value"]),
        written!("expected_close_date"),
        written!("is_archived").on(WriteOn::Update).never_null(),
        written!("was_seen").never_null(),
        written!("origin_id").on(WriteOn::Insert),
        written!("channel"),
        written!("channel_id"),
        written!("visible_to").as_form(WriteForm::Digits).one_of(VISIBILITIES).never_null(),
    ],
    custom_fields: true,
    ..WriteSpec::NONE
};
