//! `deal_permitted_users` and its like: the users who may see a record.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{
    CONTACTS, DEAL, DEALS, LEADS, ORGANIZATION, PERSON, PRODUCT, PRODUCTS, child_of, column, columns, shaped, v1_whole,
};
use crate::ColumnType::{Int64, Text};
use crate::{ColumnSpec, RowShape, TableSpec};

/// Answers are bare lists of user ids.
const ROWS: RowShape = RowShape::Values("user_id");

/// The `deal_permitted_users` table.
pub(super) static DEAL_PERMITTED_USERS: TableSpec = TableSpec {
    name: "deal_permitted_users",
    entity: "user who may see a deal",
    comment: "users who may see deals",
    columns: columns![DEAL, COLUMNS],
    walks: &[shaped(v1_whole("/deals/{id}/permittedUsers", 10, DEALS), ROWS)],
    parent: child_of("deal_id", 1_000),
    ..TableSpec::PLAIN
};

/// The `person_permitted_users` table.
pub(super) static PERSON_PERMITTED_USERS: TableSpec = TableSpec {
    name: "person_permitted_users",
    entity: "user who may see a person",
    comment: "users who may see persons",
    columns: columns![PERSON, COLUMNS],
    walks: &[shaped(v1_whole("/persons/{id}/permittedUsers", 10, CONTACTS), ROWS)],
    parent: child_of("person_id", 1_000),
    ..TableSpec::PLAIN
};

/// The `organization_permitted_users` table.
pub(super) static ORGANIZATION_PERMITTED_USERS: TableSpec = TableSpec {
    name: "organization_permitted_users",
    entity: "user who may see an organization",
    comment: "users who may see organizations",
    columns: columns![ORGANIZATION, COLUMNS],
    walks: &[shaped(v1_whole("/organizations/{id}/permittedUsers", 10, CONTACTS), ROWS)],
    parent: child_of("org_id", 1_000),
    ..TableSpec::PLAIN
};

/// The `product_permitted_users` table.
pub(super) static PRODUCT_PERMITTED_USERS: TableSpec = TableSpec {
    name: "product_permitted_users",
    entity: "user who may see a product",
    comment: "users who may see products",
    columns: columns![PRODUCT, COLUMNS],
    walks: &[shaped(v1_whole("/products/{id}/permittedUsers", 10, PRODUCTS), ROWS)],
    parent: child_of("product_id", 1_000),
    ..TableSpec::PLAIN
};

/// The `lead_permitted_users` table.
pub(super) static LEAD_PERMITTED_USERS: TableSpec = TableSpec {
    name: "lead_permitted_users",
    entity: "user who may see a lead",
    comment: "users who may see leads",
    columns: columns![LEAD, COLUMNS],
    walks: &[shaped(v1_whole("/leads/{id}/permittedUsers", 10, LEADS), ROWS)],
    parent: child_of("lead_id", 1_000),
    ..TableSpec::PLAIN
};

const LEAD: &[ColumnSpec] =
    &[ColumnSpec::parent("lead_id", Text, "lead the row is listed for").references("leads", "id")];

const COLUMNS: &[ColumnSpec] = &[column!("user_id", Int64, "user who may see the record").references("users", "id")];
