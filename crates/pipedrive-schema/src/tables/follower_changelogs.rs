//! `deal_follower_changelog` and its like: who began and who ceased to follow a record.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{
    CONTACTS, DEAL, DEALS, ORGANIZATION, PERSON, PRODUCT, PRODUCTS, all, child_of, column, columns, v2_list,
};
use crate::ColumnType::{Int64, Text, Timestamp};
use crate::{ColumnSpec, TableSpec};

/// The `deal_follower_changelog` table.
pub(super) static DEAL_FOLLOWER_CHANGELOG: TableSpec = TableSpec {
    name: "deal_follower_changelog",
    entity: "change of a deal's followers",
    comment: "who began and who ceased to follow deals",
    columns: columns![DEAL, COLUMNS],
    walks: &[all(v2_list("/deals/{id}/followers/changelog", 10, DEALS))],
    parent: child_of("deal_id", 150),
    ..TableSpec::PLAIN
};

/// The `person_follower_changelog` table.
pub(super) static PERSON_FOLLOWER_CHANGELOG: TableSpec = TableSpec {
    name: "person_follower_changelog",
    entity: "change of a person's followers",
    comment: "who began and who ceased to follow persons",
    columns: columns![PERSON, COLUMNS],
    walks: &[all(v2_list("/persons/{id}/followers/changelog", 10, CONTACTS))],
    parent: child_of("person_id", 120),
    ..TableSpec::PLAIN
};

/// The `organization_follower_changelog` table.
pub(super) static ORGANIZATION_FOLLOWER_CHANGELOG: TableSpec = TableSpec {
    name: "organization_follower_changelog",
    entity: "change of an organization's followers",
    comment: "who began and who ceased to follow organizations",
    columns: columns![ORGANIZATION, COLUMNS],
    walks: &[all(v2_list("/organizations/{id}/followers/changelog", 10, CONTACTS))],
    parent: child_of("org_id", 120),
    ..TableSpec::PLAIN
};

/// The `product_follower_changelog` table.
pub(super) static PRODUCT_FOLLOWER_CHANGELOG: TableSpec = TableSpec {
    name: "product_follower_changelog",
    entity: "change of a product's followers",
    comment: "who began and who ceased to follow products",
    columns: columns![PRODUCT, COLUMNS],
    walks: &[all(v2_list("/products/{id}/followers/changelog", 10, PRODUCTS))],
    parent: child_of("product_id", 100),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] = &[
    column!("action", Text, "what happened, such as `added` or `removed`"),
    column!("follower_user_id", Int64, "user whose following changed").references("users", "id"),
    column!("actor_user_id", Int64, "user who changed it").references("users", "id"),
    column!("time", Timestamp, "when it happened"),
];
