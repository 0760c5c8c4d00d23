//! `goals`: what users, teams and the company are to reach.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Goals>.

use super::shapes::{column, v1_whole};
use super::writes::{ID, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Date, Float64, Int64, Int64List, Text, TextList};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, FilterSpec, InsertSpec, Required, RowShape, TableSpec, UpdateSpec, WalkSpec,
    WriteSpec,
};

const SCOPES: &[&str] = &["goals:read", "goals:full"];

const AIMED_AT: &str = "the API returns every goal aimed at it, those that carry the id included";
const AMONG: &str = "a goal can be aimed at several, which no one value is; the API returns all goals aimed at it";
const PERIOD: &str = "only the API knows how a goal's duration must lie to the period";

/// The `goals` table.
///
/// Without any condition the API shows the goals of the connection's user alone. One on the metric makes it show
/// everyone's, and active goals do not come with the others: so all goals are four lists.
pub(super) static GOALS: TableSpec = TableSpec {
    name: "goals",
    entity: "goal",
    comment: "what users, teams and the company are to reach",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[
        goals("active_quantity", &[("is_active", "true"), ("expected_outcome.tracking_metric", "quantity")]),
        goals("active_sum", &[("is_active", "true"), ("expected_outcome.tracking_metric", "sum")]),
        goals("inactive_quantity", &[("is_active", "false"), ("expected_outcome.tracking_metric", "quantity")]),
        goals("inactive_sum", &[("is_active", "false"), ("expected_outcome.tracking_metric", "sum")]),
    ],
    filters: &[
        FilterSpec::inexact("title", "the API returns every goal with that title, and may add similar ones"),
        FilterSpec::inexact("assignee_type", "the API returns every goal with that kind of assignee")
            .sent_as("assignee.type")
            .accepting(&["person", "company", "team"]),
        // A number of things has no currency, and the API refuses to look for one.
        FilterSpec::inexact("currency_id", AIMED_AT)
            .sent_as("expected_outcome.currency_id")
            .only_on(&["active_sum", "inactive_sum"]),
        FilterSpec::selects("pipeline_id", AMONG).sent_as("type.params.pipeline_id"),
        FilterSpec::inexact("stage_id", AIMED_AT).sent_as("type.params.stage_id"),
        FilterSpec::selects("activity_type_id", AMONG).sent_as("type.params.activity_type_id"),
        FilterSpec::selects("period_start", PERIOD).sent_as("period.start"),
        FilterSpec::selects("period_end", PERIOD).sent_as("period.end"),
    ],
    typical_rows: 20,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const fn goals(name: &'static str, fixed: &'static [(&'static str, &'static str)]) -> WalkSpec {
    WalkSpec {
        name,
        route: v1_whole("/goals/find", 20, SCOPES),
        archived: None,
        fixed,
        rows: RowShape::Member("goals"),
    }
}

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Text, "identifies the goal, 32 hex digits"),
    column!("title", Text, "title of the goal"),
    column!("owner_id", Int64, "user who created the goal").references("users", "id"),
    column!("is_active", Boolean, "whether the goal is active"),
    column!("type_name", Text, ["type", "name"], "what counts, such as `deals_won` or `activities_completed`"),
    column!("pipeline_ids", Int64List, ["type", "params", "pipeline_id"], "pipelines that count; NULL for all"),
    column!("stage_id", Int64, ["type", "params", "stage_id"], "stage deals are to reach").references("stages", "id"),
    column!("activity_type_ids", Int64List, ["type", "params", "activity_type_id"], "activity types that count"),
    column!("assignee_type", Text, ["assignee", "type"], "whose goal it is: `person`, `team` or `company`"),
    // It is a user, a team or the company, so it refers to no single table.
    column!("assignee_id", Int64, ["assignee", "id"], "user, team or company, as `assignee_type` says"),
    column!("interval", Text, "how often the goal is to be reached, such as `weekly`"),
    column!("duration_start", Date, ["duration", "start"], "first day of the goal"),
    column!("duration_end", Date, ["duration", "end"], "last day of the goal; NULL for no end"),
    column!("target", Float64, ["expected_outcome", "target"], "number or amount to reach in each interval"),
    column!("tracking_metric", Text, ["expected_outcome", "tracking_metric"], "what is added up: `quantity` or `sum`"),
    column!("currency_id", Int64, ["expected_outcome", "currency_id"], "currency of an amount to reach")
        .references("currencies", "id"),
    column!("report_ids", TextList, "reports that show the goal"),
    ColumnSpec::parameter("pipeline_id", Int64, "pipeline to list goals of; compare it with `=`")
        .references("pipelines", "id"),
    ColumnSpec::parameter("activity_type_id", Int64, "activity type to list goals of; compare it with `=`")
        .references("activity_types", "id"),
    ColumnSpec::parameter("period_start", Date, "first day of a period; compare it with `=`, `period_end` too"),
    ColumnSpec::parameter("period_end", Date, "last day of a period; compare it with `=`, `period_start` too"),
];

const FULL: &[&str] = &["goals:full"];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/goals", &[], FULL),
        &[
            Required::Column("type_name"),
            Required::Column("assignee_type"),
            Required::Column("assignee_id"),
            Required::Column("interval"),
            Required::Column("duration_start"),
            Required::Column("target"),
            Required::Column("tracking_metric"),
        ],
        ANSWER,
    )),
    update: Some(UpdateSpec::new(v1_put("/goals/{id}", ID, FULL), ANSWER)),
    delete: Some(DeleteSpec::new(v1_delete("/goals/{id}", ID, FULL))),
    columns: &[
        written!("title").never_null(),
        written!("type_name", ["type", "name"]).part().one_of(KINDS).never_null(),
        written!("pipeline_ids", ["type", "params", "pipeline_id"]).part(),
        // The members that other kinds of goals have must stay out.
        written!("stage_id", ["type", "params", "stage_id"]).part().never_null(),
        written!("activity_type_ids", ["type", "params", "activity_type_id"]).part().never_null(),
        written!("assignee_type", ["assignee", "type"]).part().one_of(ASSIGNEES).never_null(),
        written!("assignee_id", ["assignee", "id"]).part().never_null(),
        written!("interval").one_of(&["weekly", "monthly", "quarterly", "yearly"]).never_null(),
        written!("duration_start", ["duration", "start"]).part().never_null(),
        written!("duration_end", ["duration", "end"]).part(),
        written!("target", ["expected_outcome", "target"]).part().never_null(),
        written!("tracking_metric", ["expected_outcome", "tracking_metric"])
            .part()
            .one_of(&["quantity", "sum"])
            .never_null(),
        written!("currency_id", ["expected_outcome", "currency_id"]).part().never_null(),
    ],
    ..WriteSpec::NONE
};

const ANSWER: AnswerSpec = AnswerSpec { key: Some(&["goal", "id"]), row: Some(&["goal"]) };

/// What goals can count.
const KINDS: &[&str] =
    &["deals_won", "deals_progressed", "activities_completed", "activities_added", "deals_started", "revenue_forecast"];

/// Whose goals can be.
const ASSIGNEES: &[&str] = &["person", "company", "team"];
