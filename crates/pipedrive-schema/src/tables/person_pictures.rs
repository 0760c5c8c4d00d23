//! `person_pictures`: the picture of each person who has one.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Persons>.

use super::shapes::{CONTACTS as SCOPES, PERSON, child_of, column, columns, shaped, v2_single};
use super::writes::{CONTACTS_FULL, v1_delete};
use crate::ColumnType::{Boolean, Int64, Text};
use crate::{ColumnSpec, DeleteSpec, RowShape, TableSpec, WriteSpec};

/// The `person_pictures` table.
pub(super) static PERSON_PICTURES: TableSpec = TableSpec {
    name: "person_pictures",
    entity: "picture of a person",
    comment: "the picture of each person who has one, in two sizes",
    columns: columns![PERSON, COLUMNS],
    primary_key: Some("id"),
    walks: &[shaped(v2_single("/persons/{id}/picture", SCOPES), RowShape::Records)],
    parent: child_of("person_id", 20),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the picture"),
    column!("picture_128_url", Text, ["pictures", "128"], "address of the picture with 128 by 128 pixels"),
    column!("picture_512_url", Text, ["pictures", "512"], "address of the picture with 512 by 512 pixels"),
    column!("file_size", Int64, "size in bytes"),
    column!("added_by_user_id", Int64, "user who added the picture").references("users", "id"),
    column!("active_flag", Boolean, "whether the picture is in use"),
    column!("item_type", Text, "whom the picture shows, `person`"),
    column!("item_id", Int64, "person the picture shows").references("persons", "id"),
];

const WRITE: &WriteSpec = &WriteSpec {
    delete: Some(DeleteSpec::new(v1_delete("/persons/{id}/picture", &["person_id"], CONTACTS_FULL))),
    ..WriteSpec::NONE
};
