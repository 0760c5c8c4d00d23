//! `deal_participants` and `deal_participants_changelog`: the persons who take part in deals, now and in the past.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{CONTACT, DEAL, DEALS as SCOPES, all, child_of, column, columns, v1_list, v1_log};
use super::writes::{DEALS_FULL, v1_delete, v1_post, written};
use crate::ColumnType::{Boolean, Int64, Json, StructList, Text, Timestamp};
use crate::{AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, Required, RouteSpec, TableSpec, WriteOn, WriteSpec};

/// The `deal_participants` table.
pub(super) static DEAL_PARTICIPANTS: TableSpec = TableSpec {
    name: "deal_participants",
    entity: "participant of a deal",
    comment: "persons who take part in deals",
    columns: columns![DEAL, COLUMNS],
    primary_key: Some("id"),
    walks: &[all(v1_list("/deals/{id}/participants", 10, SCOPES))],
    // More of the user, whom `users` holds, and of the person, whom `person` holds.
    ignored: &[
        "person_id.active_flag",
        "added_by_user_id.id",
        "added_by_user_id.email",
        "added_by_user_id.has_pic",
        "added_by_user_id.pic_hash",
        "added_by_user_id.active_flag",
    ],
    parent: child_of("deal_id", 150),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

/// The `deal_participants_changelog` table.
pub(super) static DEAL_PARTICIPANTS_CHANGELOG: TableSpec = TableSpec {
    name: "deal_participants_changelog",
    entity: "change of a deal's participants",
    comment: "who was added to deals as a participant and who was removed",
    columns: columns![DEAL, CHANGE],
    walks: &[all(CHANGES)],
    parent: child_of("deal_id", 150),
    ..TableSpec::PLAIN
};

const CHANGES: RouteSpec = v1_log("/deals/{id}/participantsChangelog", 10, SCOPES);

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the participation"),
    column!("person_id", Int64, ["person_id", "value"], "person who takes part").references("persons", "id"),
    column!("person_name", Text, ["person_id", "name"], "name of the person"),
    column!("person_emails", StructList(CONTACT), ["person_id", "email"], "e-mail addresses of the person"),
    column!("person_phones", StructList(CONTACT), ["person_id", "phone"], "phone numbers of the person"),
    column!("add_time", Timestamp, "when the person was added to the deal"),
    column!("added_by_user_id", Int64, ["added_by_user_id", "value"], "user who added the person")
        .references("users", "id"),
    column!("added_by_user_name", Text, ["added_by_user_id", "name"], "name of that user"),
    column!("active_flag", Boolean, "whether the participation still holds"),
    column!("deal_title", Text, ["related_item_data", "title"], "title of the deal"),
    column!("related_item_deal_id", Int64, ["related_item_data", "deal_id"], "deal the title is of")
        .references("deals", "id"),
    column!("related_item_type", Text, "what the person takes part in, `deal`"),
    column!("related_item_id", Int64, "id of the deal").references("deals", "id"),
    column!("person", Json, "the whole person with counts of deals and activities, as `persons` has it in columns"),
];

const CHANGE: &[ColumnSpec] = &[
    column!("action", Text, "what happened, such as `added` or `removed`"),
    column!("person_id", Int64, "person it happened to").references("persons", "id"),
    column!("actor_user_id", Int64, "user who did it").references("users", "id"),
    column!("time", Timestamp, "when it happened"),
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/deals/{id}/participants", &["deal_id"], DEALS_FULL),
        &[Required::Column("person_id")],
        AnswerSpec::ROW,
    )),
    delete: Some(DeleteSpec::new(v1_delete(
        "/deals/{id}/participants/{deal_participant_id}",
        &["deal_id", "id"],
        DEALS_FULL,
    ))),
    columns: &[written!("person_id").on(WriteOn::Insert).never_null()],
    ..WriteSpec::NONE
};
