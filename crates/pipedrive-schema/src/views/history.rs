//! The histories of deals: one row for each time a deal was in a stage or had a status.
//!
//! They come from the deals and their changelogs. Each changelog costs a request, so a query should pick its deals: every
//! condition on the deal reaches both.

use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{ColumnType, QueryColumn, QuerySpec, ViewDefinition, ViewSpec};

/// The query of the history of one field: its name in the changelog, the value a deal began with if nothing changed it,
/// when it got its value of today at the latest, and the columns made of a span.
macro_rules! history {
    ($field:literal, $first:literal, $touched:literal, $columns:literal) => {
        concat!(
            "SELECT deal_id, ",
            $columns,
            ", span['by'] AS changed_by, owner_id, person_id, org_id, deal_status, is_archived, update_time FROM (\
             SELECT d.id AS deal_id, d.owner_id, d.person_id, d.org_id, d.status AS deal_status, d.is_archived, \
             d.update_time, \
             CASE WHEN d.status <> 'open' THEN coalesce(d.close_time, d.won_time, d.lost_time, \
             CASE WHEN d.status = 'deleted' THEN d.update_time END) END AS ended, \
             unnest(value_history(d.add_time, d.creator_user_id, ",
            $first,
            ", d.",
            $field,
            ", ",
            $touched,
            ", c.changes)) AS span \
             FROM deals d LEFT JOIN (SELECT deal_id, array_agg(named_struct(\
             'time', \"time\", 'old_value', old_value, 'new_value', new_value, 'actor_user_id', actor_user_id)) AS changes \
             FROM deal_changelog WHERE field_key = '",
            $field,
            "' GROUP BY deal_id) c ON c.deal_id = d.id)",
        )
    };
}

/// `deal_stage_history`.
///
/// `seconds_in_stage` of the stage a deal is in counts to this moment while the deal is open, and to when it was won, lost
/// or deleted afterwards: a closed deal waits for nothing. A deleted deal last changed when it was deleted.
pub(super) static STAGES: ViewSpec = ViewSpec {
    write: None,
    name: "deal_stage_history",
    comment: "stages deals were in, one row for each stay; the changelog of each deal costs a request",
    definition: ViewDefinition::Query(QuerySpec {
        tables: TABLES,
        sql: history!(
            "stage_id",
            "d.stage_id",
            "coalesce(d.stage_change_time, d.update_time)",
            "TRY_CAST(span['value'] AS BIGINT) AS stage_id, span['since'] AS entered_at, span['until'] AS left_at, \
             CAST(greatest(date_part('epoch', coalesce(span['until'], ended, now())) - \
             date_part('epoch', span['since']), 0) AS BIGINT) AS seconds_in_stage"
        ),
        columns: &[
            DEAL_ID,
            column("stage_id", Int64, "stage the deal was in").references("stages", "id"),
            column("entered_at", Timestamp, "when the deal came into the stage"),
            column("left_at", Timestamp, "when the deal left the stage; NULL for the stage it is in"),
            column(
                "seconds_in_stage",
                Int64,
                "how long; for the stage a deal is in, until now or until the deal was won, lost or deleted",
            ),
            CHANGED_BY,
            OWNER_ID,
            PERSON_ID,
            ORG_ID,
            DEAL_STATUS,
            IS_ARCHIVED,
            UPDATE_TIME,
        ],
    }),
};

/// `deal_status_history`. A deal that was deleted is not deleted by an entry of its changelog, and was open, won or lost
/// before. The columns are not called `from` and `until`, since `from` would need quotes.
pub(super) static STATUSES: ViewSpec = ViewSpec {
    write: None,
    name: "deal_status_history",
    comment: "statuses deals had, one row for each time; the changelog of each deal costs a request",
    definition: ViewDefinition::Query(QuerySpec {
        tables: TABLES,
        sql: history!(
            "status",
            "CASE WHEN d.status <> 'deleted' THEN d.status WHEN d.won_time IS NOT NULL THEN 'won' \
             WHEN d.lost_time IS NOT NULL THEN 'lost' ELSE 'open' END",
            "d.update_time",
            "span['value'] AS status, span['since'] AS since, span['until'] AS until"
        ),
        columns: &[
            DEAL_ID,
            column("status", Text, "`open`, `won`, `lost` or `deleted`"),
            column("since", Timestamp, "when the deal got the status"),
            column("until", Timestamp, "when it got another one; NULL for the status it has"),
            CHANGED_BY,
            OWNER_ID,
            PERSON_ID,
            ORG_ID,
            DEAL_STATUS,
            IS_ARCHIVED,
            UPDATE_TIME,
        ],
    }),
};

const TABLES: &[&str] = &["deals", "deal_changelog"];

const DEAL_ID: QueryColumn = column("deal_id", Int64, "deal").references("deals", "id");
const CHANGED_BY: QueryColumn =
    column("changed_by", Int64, "user who made the change; at first, who created the deal; NULL where it is not known")
        .references("users", "id");
const OWNER_ID: QueryColumn = column("owner_id", Int64, "user who owns the deal now").references("users", "id");
const PERSON_ID: QueryColumn = column("person_id", Int64, "person the deal is with").references("persons", "id");
const ORG_ID: QueryColumn = column("org_id", Int64, "organization the deal is with").references("organizations", "id");
const DEAL_STATUS: QueryColumn = column("deal_status", Text, "status the deal has now");
const IS_ARCHIVED: QueryColumn = column("is_archived", Boolean, "whether the deal is archived");
const UPDATE_TIME: QueryColumn = column("update_time", Timestamp, "when the deal last changed");

const fn column(name: &'static str, data_type: ColumnType, comment: &'static str) -> QueryColumn {
    QueryColumn { name, data_type, references: None, comment }
}
