//! `activities`: calls, meetings, tasks and the like, done and planned.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Activities>.

use super::shapes::{
    ACTIVITIES as SCOPES, BY_FILTER_ID, BY_IDS, BY_OWNER, FILTER_ID, UPDATED_SINCE, UPDATED_UNTIL, address, all,
    column, columns, v2_list, v2_single,
};
use super::writes::{ID, v2_delete, v2_patch, v2_post, written, written_address, written_columns};
use crate::ColumnType::{Boolean, Date, Int64, StructList, Text, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, FilterSpec, InsertSpec, MemberSpec, NullForm, Origin, SortSpec, TableSpec,
    UpdateSpec, WriteColumnSpec, WriteForm, WriteSpec,
};

const LINKED: &str = "the API may add activities linked in another way, but leaves out none that carries the id itself";

/// The `activities` table.
pub(super) static ACTIVITIES: TableSpec = TableSpec {
    name: "activities",
    entity: "activity",
    comment: "calls, meetings, tasks and the like, done and planned",
    columns: columns![CORE, address!("location", "location"), MEETING],
    primary_key: Some("id"),
    walks: &[all(v2_list("/activities", 10, SCOPES))],
    single: Some(v2_single("/activities/{id}", SCOPES)),
    filters: &[
        BY_IDS,
        BY_OWNER,
        FilterSpec::inexact("deal_id", LINKED).yielding(),
        FilterSpec::inexact("lead_id", LINKED).yielding(),
        FilterSpec::inexact("person_id", LINKED).yielding(),
        FilterSpec::inexact("org_id", LINKED).yielding(),
        FilterSpec::exact("done", "an activity is either done or not, and the API compares the flag").parting(
            &["true", "false"],
            "a list without `done` has the activities of both kinds, and the flag is never absent",
        ),
        UPDATED_SINCE,
        UPDATED_UNTIL,
        BY_FILTER_ID,
    ],
    sorts: &[
        SortSpec::by("id"),
        SortSpec::by("add_time"),
        SortSpec::by_change("update_time"),
        SortSpec::by_nullable("due_date"),
    ],
    typical_rows: 60_000,
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const CORE: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the activity"),
    column!("subject", Text, "subject of the activity"),
    column!("type", Text, "kind of activity, as its key").references("activity_types", "key_string"),
    column!("owner_id", Int64, "user the activity is assigned to").references("users", "id"),
    column!("creator_user_id", Int64, "user who created the activity").references("users", "id"),
    column!("deal_id", Int64, "deal the activity belongs to").references("deals", "id"),
    column!("lead_id", Text, "lead the activity belongs to").references("leads", "id"),
    column!("person_id", Int64, "primary participant").references("persons", "id"),
    column!("org_id", Int64, "organization the activity belongs to").references("organizations", "id"),
    column!("project_id", Int64, "project the activity belongs to").references("projects", "id"),
    column!("due_date", Date, "day the activity is due, in UTC"),
    column!("due_time", Text, "time of day the activity is due in UTC, `HH:MM` or `HH:MM:SS`"),
    column!("duration", Text, "how long the activity takes, `HH:MM` or `HH:MM:SS`"),
    column!("done", Boolean, "whether the activity is done"),
    column!("marked_as_done_time", Timestamp, "when the activity was marked as done"),
    column!("busy", Boolean, "whether the time shows as busy in the calendar"),
    column!("priority", Int64, "option id of the priority"),
    column!("outcome", Int64, "option id of the outcome"),
    column!("add_time", Timestamp, "when the activity was created"),
    column!("update_time", Timestamp, "when the activity last changed; NULL on very old activities"),
    column!("is_deleted", Boolean, "whether the activity is deleted"),
    column!("note", Text, "note on the activity, as HTML"),
    column!("public_description", Text, "description that guests of the meeting see"),
    column!("participants", StructList(PARTICIPANT), "persons who take part"),
];

const MEETING: &[ColumnSpec] = &[
    column!("conference_meeting_client", Text, "video meeting service, such as `google_meet`"),
    column!("conference_meeting_url", Text, "address of the video meeting"),
    column!("conference_meeting_id", Text, "id of the video meeting"),
    column!("attendees", StructList(ATTENDEE), "people invited to the meeting, account users or not")
        .from_origin(Origin::Optional("attendees")),
    FILTER_ID,
];

const PARTICIPANT: &[MemberSpec] =
    &[MemberSpec { name: "person_id", data_type: Int64 }, MemberSpec { name: "primary", data_type: Boolean }];

const ATTENDEE: &[MemberSpec] = &[
    MemberSpec { name: "email", data_type: Text },
    MemberSpec { name: "name", data_type: Text },
    MemberSpec { name: "status", data_type: Text },
    MemberSpec { name: "is_organizer", data_type: Boolean },
    MemberSpec { name: "person_id", data_type: Int64 },
    MemberSpec { name: "user_id", data_type: Int64 },
];

const FULL: &[&str] = &["activities:full"];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(v2_post("/activities", &[], FULL), &[], AnswerSpec::ROW)),
    update: Some(UpdateSpec::new(v2_patch("/activities/{id}", ID, FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v2_delete("/activities/{id}", ID, FULL))),
    columns: written_columns![WRITTEN, written_address!("location")],
    unwritten: &[("person_id", "the primary entry of the participants decides it")],
    ..WriteSpec::NONE
};

const WRITTEN: &[WriteColumnSpec] = &[
    written!("subject").never_null(),
    written!("type").never_null(),
    written!("owner_id").never_null(),
    written!("deal_id"),
    written!("lead_id"),
    written!("person_id", ["participants"])
        .as_form(WriteForm::PrimaryPersonOf("participants"))
        .whole()
        .cleared_by(NullForm::EmptyList),
    written!("org_id"),
    written!("project_id"),
    written!("due_date"),
    written!("due_time"),
    written!("duration"),
    written!("busy").never_null(),
    written!("done").never_null(),
    written!("priority"),
    written!("note"),
    written!("public_description"),
    written!("participants").whole().cleared_by(NullForm::EmptyList),
    written!("attendees").whole().cleared_by(NullForm::EmptyList),
];
