//! `organization_relationships`: how organizations belong together, as seen from one of them.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/OrganizationRelationships>.

use super::shapes::{CONTACTS as SCOPES, all, column, columns, v1_whole};
use super::writes::{CONTACTS_FULL, ID, v1_delete, v1_post, v1_put, written};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{
    AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, ParentKey, ParentSpec, Required, TableSpec, UpdateSpec, WriteSpec,
};

/// The `organization_relationships` table.
///
/// It has no primary key: a relationship is a row for each of its two organizations, with other `calculated_…` values.
pub(super) static ORGANIZATION_RELATIONSHIPS: TableSpec = TableSpec {
    name: "organization_relationships",
    entity: "organization relationship",
    comment: "how organizations belong together, as seen from one of them",
    columns: columns![ORG, COLUMNS],
    walks: &[all(v1_whole("/organizationRelationships", 20, SCOPES))],
    parent: Some(ParentSpec { column: "org_id", key: ParentKey::Parameter("org_id"), typical_percent: 20 }),
    write: Some(WRITE),
    ..TableSpec::PLAIN
};

const ORG: &[ColumnSpec] =
    &[ColumnSpec::parent("org_id", Int64, "organization it is seen from").references("organizations", "id")];

pub(crate) const COLUMNS: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the relationship; a table has a row of it for both organizations"),
    column!("type", Text, "`parent` or `related`"),
    column!("calculated_type", Text, "what the other organization is: `parent`, `daughter`, `sister` or `related`"),
    column!("calculated_related_org_id", Int64, "the other organization").references("organizations", "id"),
    column!("related_organization_name", Text, "name of the other organization"),
    column!("rel_owner_org_id", Int64, ["rel_owner_org_id", "value"], "organization that owns the relationship")
        .references("organizations", "id"),
    column!("rel_owner_org_name", Text, ["rel_owner_org_id", "name"], "name of that organization"),
    column!("rel_owner_org_owner_id", Int64, ["rel_owner_org_id", "owner_id"], "user who owns that organization")
        .references("users", "id"),
    column!("rel_owner_org_people_count", Int64, ["rel_owner_org_id", "people_count"], "number of its persons"),
    column!("rel_owner_org_address", Text, ["rel_owner_org_id", "address"], "address of that organization"),
    column!("rel_owner_org_cc_email", Text, ["rel_owner_org_id", "cc_email"], "address that files an e-mail with it"),
    column!("rel_owner_org_active_flag", Boolean, ["rel_owner_org_id", "active_flag"], "whether it still exists"),
    column!("rel_linked_org_id", Int64, ["rel_linked_org_id", "value"], "organization that is linked to the owner")
        .references("organizations", "id"),
    column!("rel_linked_org_name", Text, ["rel_linked_org_id", "name"], "name of that organization"),
    column!("rel_linked_org_owner_id", Int64, ["rel_linked_org_id", "owner_id"], "user who owns that organization")
        .references("users", "id"),
    column!("rel_linked_org_people_count", Int64, ["rel_linked_org_id", "people_count"], "number of its persons"),
    column!("rel_linked_org_address", Text, ["rel_linked_org_id", "address"], "address of that organization"),
    column!("rel_linked_org_cc_email", Text, ["rel_linked_org_id", "cc_email"], "address that files an e-mail with it"),
    column!("rel_linked_org_active_flag", Boolean, ["rel_linked_org_id", "active_flag"], "whether it still exists"),
    // Spelt as text in the API's answers.
    column!("active_flag", Boolean, "whether the relationship still exists"),
    column!("add_time", Timestamp, "when the relationship was created"),
    column!("update_time", Timestamp, "when the relationship last changed"),
];

const WRITE: &WriteSpec = &WriteSpec {
    insert: Some(InsertSpec::new(
        v1_post("/organizationRelationships", &[], CONTACTS_FULL),
        &[Required::Column("type"), Required::Column("rel_owner_org_id"), Required::Column("rel_linked_org_id")],
        AnswerSpec::ROW,
    )),
    update: Some(UpdateSpec::new(v1_put("/organizationRelationships/{id}", ID, CONTACTS_FULL), AnswerSpec::ROW)),
    delete: Some(DeleteSpec::new(v1_delete("/organizationRelationships/{id}", ID, CONTACTS_FULL))),
    columns: &[
        written!("type").one_of(&["parent", "related"]).never_null(),
        written!("rel_owner_org_id").never_null(),
        written!("rel_linked_org_id").never_null(),
    ],
    unwritten: &[("org_id", "it only says from which side the answer looks at the relationship")],
    ..WriteSpec::NONE
};
