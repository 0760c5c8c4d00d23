//! What the searches share: their routes, the arguments of all of them, and the members of what they find.

use super::argument::{argument, sends};
use crate::ColumnType::{Boolean, Float64, Int64, Text, TextList};
use crate::tables::shapes::column;
use crate::{ApiVersion, ColumnSpec, FilterSpec, Paging, RouteSpec, RowShape, WalkSpec};

/// Largest `limit` of the searches for one kind of record.
pub(super) const MAX_LIMIT: u32 = 500;

/// Records a search is guessed to find.
pub(super) const TYPICAL_ROWS: usize = 500;

/// The only walk of a search: a page holds what was found under `items`.
pub(super) const fn search(path: &'static str, scopes: &'static [&'static str]) -> WalkSpec {
    found("items", path, MAX_LIMIT, scopes)
}

/// The same, with the list under another name and another page size.
pub(super) const fn found(
    list: &'static str,
    path: &'static str,
    max_limit: u32,
    scopes: &'static [&'static str],
) -> WalkSpec {
    WalkSpec {
        name: "all",
        route: RouteSpec { version: ApiVersion::V2, path, cost: 20, paging: Paging::Cursor { max_limit }, scopes },
        archived: None,
        fixed: &[],
        rows: RowShape::Member(list),
    }
}

pub(super) const TERM: ColumnSpec =
    argument!("term", Text, "what to look for: two characters or more, one with `exact_match`");
pub(super) const SENDS_TERM: FilterSpec = sends!("term").required();

pub(super) const EXACT_MATCH: ColumnSpec =
    argument!("exact_match", Boolean, "whether a whole value must be the term, in any case; otherwise a part will do");
pub(super) const SENDS_EXACT_MATCH: FilterSpec = sends!("exact_match");

pub(super) const OF_PERSON: ColumnSpec =
    argument!("person_id", Int64, "only what belongs to this person, at most 2,000").references("persons", "id");
pub(super) const SENDS_PERSON: FilterSpec = sends!("person_id");

pub(super) const OF_ORGANIZATION: ColumnSpec =
    argument!("organization_id", Int64, "only what belongs to this organization, at most 2,000")
        .references("organizations", "id");
pub(super) const SENDS_ORGANIZATION: FilterSpec = sends!("organization_id");

pub(super) const SENDS_FIELDS: FilterSpec = sends!("fields");
pub(super) const SENDS_INCLUDE_FIELDS: FilterSpec = sends!("include_fields");

pub(super) const RESULT_SCORE: ColumnSpec =
    column!("result_score", Float64, "how well the row fits, the higher the better");
pub(super) const TYPE: ColumnSpec = column!("type", Text, ["item", "type"], "kind of record");
pub(super) const ID: ColumnSpec = column!("id", Int64, ["item", "id"], "identifies the record");
pub(super) const TITLE: ColumnSpec = column!("title", Text, ["item", "title"], "title");
pub(super) const NAME: ColumnSpec = column!("name", Text, ["item", "name"], "name");
pub(super) const VALUE: ColumnSpec = column!("value", Float64, ["item", "value"], "value in its currency");
pub(super) const CURRENCY: ColumnSpec =
    column!("currency", Text, ["item", "currency"], "currency code of the value").references("currencies", "code");
pub(super) const VISIBLE_TO: ColumnSpec =
    column!("visible_to", Int64, ["item", "visible_to"], "visibility, as the tables have it");
pub(super) const OWNER_ID: ColumnSpec =
    column!("owner_id", Int64, ["item", "owner", "id"], "user who owns the record").references("users", "id");
pub(super) const IS_ARCHIVED: ColumnSpec =
    column!("is_archived", Boolean, ["item", "is_archived"], "whether the record is archived");
pub(super) const CUSTOM_FIELDS: ColumnSpec =
    column!("custom_fields", TextList, ["item", "custom_fields"], "values of custom fields that were searched");
pub(super) const NOTES: ColumnSpec = column!("notes", TextList, ["item", "notes"], "notes in which the term stands");
pub(super) const PHONES: ColumnSpec = column!("phones", TextList, ["item", "phones"], "phone numbers");
pub(super) const EMAILS: ColumnSpec = column!("emails", TextList, ["item", "emails"], "e-mail addresses");
pub(super) const ADDRESS: ColumnSpec = column!("address", Text, ["item", "address"], "address in one line");

/// The stage a deal is in.
pub(super) const STAGE: &[ColumnSpec] = &[
    column!("stage_id", Int64, ["item", "stage", "id"], "stage the deal is in").references("stages", "id"),
    column!("stage_name", Text, ["item", "stage", "name"], "name of the stage"),
];
/// The person a record belongs to.
pub(super) const PERSON: &[ColumnSpec] = &[
    column!("person_id", Int64, ["item", "person", "id"], "person the record belongs to").references("persons", "id"),
    column!("person_name", Text, ["item", "person", "name"], "name of the person"),
];
/// The organization a record belongs to.
pub(super) const ORGANIZATION: &[ColumnSpec] = &[
    column!("organization_id", Int64, ["item", "organization", "id"], "organization the record belongs to")
        .references("organizations", "id"),
    column!("organization_name", Text, ["item", "organization", "name"], "name of the organization"),
    column!("organization_address", Text, ["item", "organization", "address"], "address of the organization"),
];
/// The phase of a project and the deal behind it.
pub(super) const PROJECT: &[ColumnSpec] = &[
    column!("board_id", Int64, ["item", "board_id"], "board the project is on"),
    column!("phase_id", Int64, ["item", "phase", "id"], "phase the project is in"),
    column!("phase_name", Text, ["item", "phase", "name"], "name of the phase"),
    column!("deal_id", Int64, ["item", "deal", "id"], "deal the record belongs to").references("deals", "id"),
    column!("deal_title", Text, ["item", "deal", "title"], "title of the deal"),
    column!("deal_count", Int64, ["item", "deal_count"], "number of deals the project belongs to"),
    column!("description", Text, ["item", "description"], "description of the project"),
    column!("end_date", crate::ColumnType::Date, ["item", "end_date"], "day on which the project ends"),
];
