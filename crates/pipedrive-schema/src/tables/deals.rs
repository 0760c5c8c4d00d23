//! `deals`: opportunities in a pipeline, active and archived.

use crate::ColumnType::{Boolean, Date, Float64, Int64, Int64List, Text, TextList, Timestamp};
use crate::{
    ApiVersion, ColumnSpec, CustomFieldsSpec, CustomShape, DeletedSpec, Exactness, FilterKind, FilterSpec, Origin,
    Paging, RouteSpec, SortSpec, TableSpec, WalkSpec,
};

const SCOPES: &[&str] = &["deals:read", "deals:full"];

const ACTIVE: WalkSpec = WalkSpec {
    name: "active",
    route: RouteSpec {
        version: ApiVersion::V2,
        path: "/deals",
        cost: 10,
        paging: Paging::Cursor { max_limit: 500 },
        scopes: SCOPES,
    },
    archived: Some(false),
    fixed: &[],
};

const ARCHIVED: WalkSpec = WalkSpec {
    name: "archived",
    route: RouteSpec { path: "/deals/archived", cost: 20, ..ACTIVE.route },
    archived: Some(true),
    fixed: &[],
};

/// A filter by the id of something a deal belongs to.
const fn by_id(column: &'static str, exactness: Exactness, soundness: &'static str) -> FilterSpec {
    FilterSpec {
        column,
        parameter: column,
        kind: FilterKind::Equals,
        exactness,
        yields_to_filter_id: true,
        walks: &[],
        soundness,
    }
}

const EXACT_ID: &str = "a deal has at most one of these ids and the API compares it for equality; NULL never matches";
const LINKED_ID: &str = "the API may also return deals linked through a participant, never fewer than the main link";

/// The `deals` table.
pub static DEALS: TableSpec = TableSpec {
    name: "deals",
    entity: "deal",
    comment: "opportunities in a pipeline, active and archived",
    columns: &[
        ColumnSpec::member("id", Int64, &["id"], "ID of the deal"),
        ColumnSpec::member("title", Text, &["title"], "title of the deal"),
        ColumnSpec::member("creator_user_id", Int64, &["creator_user_id"], "user who created the deal")
            .references("users", "id"),
        ColumnSpec::member("owner_id", Int64, &["owner_id"], "user who owns the deal").references("users", "id"),
        ColumnSpec::member("person_id", Int64, &["person_id"], "main contact person").references("persons", "id"),
        ColumnSpec::member("org_id", Int64, &["org_id"], "organization the deal is with")
            .references("organizations", "id"),
        ColumnSpec::member("pipeline_id", Int64, &["pipeline_id"], "pipeline the deal is in")
            .references("pipelines", "id"),
        ColumnSpec::member("stage_id", Int64, &["stage_id"], "stage the deal is in").references("stages", "id"),
        ColumnSpec::member("value", Float64, &["value"], "value in the deal's own currency"),
        ColumnSpec::member("currency", Text, &["currency"], "ISO 4217 code or custom currency code of the value")
            .references("currencies", "code"),
        ColumnSpec::member("status", Text, &["status"], "`open`, `won`, `lost`, or `deleted` for a deleted deal"),
        ColumnSpec::member("is_archived", Boolean, &["is_archived"], "whether the deal is archived"),
        ColumnSpec::member("is_deleted", Boolean, &["is_deleted"], "whether the deal was deleted in the last 30 days"),
        ColumnSpec::member(
            "probability",
            Float64,
            &["probability"],
            "chance of winning in percent, if the pipeline uses it",
        ),
        ColumnSpec::member("add_time", Timestamp, &["add_time"], "when the deal was created"),
        ColumnSpec::member(
            "update_time",
            Timestamp,
            &["update_time"],
            "when the deal last changed; NULL on very old deals",
        ),
        ColumnSpec::member("stage_change_time", Timestamp, &["stage_change_time"], "when the deal entered its stage"),
        ColumnSpec::member("close_time", Timestamp, &["close_time"], "when the deal was won or lost"),
        ColumnSpec::member("won_time", Timestamp, &["won_time"], "when the deal was won"),
        ColumnSpec::member("lost_time", Timestamp, &["lost_time"], "when the deal was lost"),
        ColumnSpec::member("archive_time", Timestamp, &["archive_time"], "when the deal was archived"),
        ColumnSpec::member(
            "local_won_date",
            Date,
            &["local_won_date"],
            "day the deal was won, in the account's time zone",
        ),
        ColumnSpec::member(
            "local_lost_date",
            Date,
            &["local_lost_date"],
            "day the deal was lost, in the account's time zone",
        ),
        ColumnSpec::member(
            "local_close_date",
            Date,
            &["local_close_date"],
            "day the deal was closed, in the account's time zone",
        ),
        ColumnSpec::member("expected_close_date", Date, &["expected_close_date"], "day the deal is expected to close"),
        ColumnSpec::member("lost_reason", Text, &["lost_reason"], "why the deal was lost"),
        ColumnSpec::member(
            "visible_to",
            Int64,
            &["visible_to"],
            "visibility: 1 owner, 3 group or company, 5 with sub-groups, 7 company",
        ),
        ColumnSpec::member("label_ids", Int64List, &["label_ids"], "option ids of the deal's labels"),
        ColumnSpec::member("labels", TextList, &[], "labels of the deal").from_origin(Origin::LabelsOf("label_ids")),
        ColumnSpec::member("origin", Text, &["origin"], "how the deal came to be, such as `ManuallyCreated` or `API`"),
        ColumnSpec::member("origin_id", Text, &["origin_id"], "id within the origin"),
        ColumnSpec::member("channel", Int64, &["channel"], "marketing channel option id"),
        ColumnSpec::member("channel_id", Text, &["channel_id"], "id within the marketing channel"),
        ColumnSpec::member("arr", Float64, &["arr"], "annual recurring revenue"),
        ColumnSpec::member("mrr", Float64, &["mrr"], "monthly recurring revenue"),
        ColumnSpec::member("acv", Float64, &["acv"], "annual contract value"),
        ColumnSpec::optional("source_lead_id", Text, "lead the deal was converted from").references("leads", "id"),
        ColumnSpec::optional("next_activity_id", Int64, "next planned activity").references("activities", "id"),
        ColumnSpec::parameter("filter_id", Int64, "saved filter that picks the rows; compare it with `=`")
            .references("filters", "id"),
    ],
    primary_key: Some("id"),
    walks: &[ACTIVE, ARCHIVED],
    single: Some(RouteSpec { path: "/deals/{id}", cost: 1, paging: Paging::Whole, ..ACTIVE.route }),
    filters: &[
        FilterSpec {
            column: "id",
            parameter: "ids",
            kind: FilterKind::List { max: 100 },
            exactness: Exactness::Exact,
            yields_to_filter_id: true,
            walks: &[],
            soundness: "the API returns the deals with these ids and leaves unknown ones out",
        },
        by_id("owner_id", Exactness::Exact, EXACT_ID),
        by_id("person_id", Exactness::Inexact, LINKED_ID),
    ],
    sorts: &[
        SortSpec { column: "id", parameter: "id", nullable: false },
        SortSpec { column: "add_time", parameter: "add_time", nullable: false },
        SortSpec { column: "update_time", parameter: "update_time", nullable: true },
    ],
    custom_fields: Some(CustomFieldsSpec {
        fields: RouteSpec {
            path: "/dealFields",
            cost: 10,
            scopes: &["deals:read", "deals:full", "admin", "deal-fields:full"],
            ..ACTIVE.route
        },
        shape: CustomShape::Nested,
        max_narrowed: 15,
    }),
    deleted: Some(DeletedSpec {
        parameter: "status",
        deleted: "deleted",
        everything: &["open", "won", "lost", "deleted"],
    }),
    typical_rows: 20_000,
    ignored: &[],
};
