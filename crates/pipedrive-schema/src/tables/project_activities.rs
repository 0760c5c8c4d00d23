//! `project_activities`: the activities that are planned in a project.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Projects>.

use super::shapes::{PROJECTS as SCOPES, all, child_of, column, v1_whole};
use crate::ColumnType::{Boolean, Date, Int64, Text, Timestamp};
use crate::{ColumnSpec, TableSpec};

/// The `project_activities` table.
pub(super) static PROJECT_ACTIVITIES: TableSpec = TableSpec {
    name: "project_activities",
    entity: "activity",
    comment: "activities that are planned in a project; needs the Projects add-on",
    columns: COLUMNS,
    primary_key: Some("id"),
    walks: &[all(v1_whole("/projects/{id}/activities", 20, SCOPES))],
    // The request says which project it is, while the row itself can leave it empty.
    ignored: &["project_id"],
    parent: child_of("project_id", 400),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::parent("project_id", Int64, "project the activity belongs to").references("projects", "id"),
    column!("id", Int64, "identifies the activity").references("activities", "id"),
    column!("subject", Text, "subject of the activity"),
    column!("type", Text, "kind of activity, as its key").references("activity_types", "key_string"),
    column!("user_id", Int64, "user the activity is assigned to").references("users", "id"),
    column!("deal_id", Int64, "deal the activity belongs to").references("deals", "id"),
    column!("lead_id", Text, "lead the activity belongs to").references("leads", "id"),
    column!("person_id", Int64, "primary participant").references("persons", "id"),
    column!("org_id", Int64, "organization the activity belongs to").references("organizations", "id"),
    column!("company_id", Int64, "company of the account"),
    column!("due_date", Date, "day the activity is due, in UTC"),
    column!("due_time", Text, "time of day the activity is due in UTC, `HH:MM`"),
    column!("duration", Text, "how long the activity takes, `HH:MM`"),
    column!("done", Boolean, "whether the activity is done"),
    column!("marked_as_done_time", Timestamp, "when the activity was marked as done"),
    column!("busy_flag", Boolean, "whether the time shows as busy in the calendar"),
    column!("active_flag", Boolean, "whether the activity still exists"),
    column!("add_time", Timestamp, "when the activity was created"),
    column!("update_time", Timestamp, "when the activity last changed"),
    column!("update_user_id", Int64, "user who last changed the activity").references("users", "id"),
    column!("source_timezone", Text, "time zone of the calendar the activity came from"),
    column!("public_description", Text, "description that guests of the meeting see"),
    column!("conference_meeting_client", Text, "video meeting service"),
    column!("conference_meeting_url", Text, "address of the video meeting"),
    column!("conference_meeting_id", Text, "id of the video meeting"),
    column!("location", Text, "location in one line"),
    column!("location_formatted_address", Text, "full address of the location"),
    column!("location_street_number", Text, "house number of the location"),
    column!("location_route", Text, "street of the location"),
    column!("location_subpremise", Text, "apartment or suite of the location"),
    column!("location_sublocality", Text, "district of the location"),
    column!("location_locality", Text, "city of the location"),
    column!("location_postal_code", Text, "postal code of the location"),
    column!("location_admin_area_level_1", Text, "state or region of the location"),
    column!("location_admin_area_level_2", Text, "county of the location"),
    column!("location_country", Text, "country of the location"),
];
