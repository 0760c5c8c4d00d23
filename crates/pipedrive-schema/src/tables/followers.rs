//! `deal_followers` and its like: the users who follow a record.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{
    CONTACTS, DEAL, DEALS, ORGANIZATION, PERSON, PRODUCT, PRODUCTS, USERS, all, child_of, column, columns, v2_list,
};
use super::writes::{CONTACTS_FULL, DEALS_FULL, PRODUCTS_FULL, v2_delete, v2_post, written};
use crate::ColumnType::{Int64, Timestamp};
use crate::{AnswerSpec, ColumnSpec, DeleteSpec, InsertSpec, Required, TableSpec, WriteColumnSpec, WriteOn, WriteSpec};

/// The `deal_followers` table.
pub(super) static DEAL_FOLLOWERS: TableSpec = TableSpec {
    name: "deal_followers",
    entity: "follower of a deal",
    comment: "users who follow deals",
    columns: columns![DEAL, COLUMNS],
    walks: &[all(v2_list("/deals/{id}/followers", 10, DEALS))],
    parent: child_of("deal_id", 120),
    write: Some(FOLLOW_DEAL),
    ..TableSpec::PLAIN
};

/// The `person_followers` table.
pub(super) static PERSON_FOLLOWERS: TableSpec = TableSpec {
    name: "person_followers",
    entity: "follower of a person",
    comment: "users who follow persons",
    columns: columns![PERSON, COLUMNS],
    walks: &[all(v2_list("/persons/{id}/followers", 10, CONTACTS))],
    parent: child_of("person_id", 110),
    write: Some(FOLLOW_PERSON),
    ..TableSpec::PLAIN
};

/// The `organization_followers` table.
pub(super) static ORGANIZATION_FOLLOWERS: TableSpec = TableSpec {
    name: "organization_followers",
    entity: "follower of an organization",
    comment: "users who follow organizations",
    columns: columns![ORGANIZATION, COLUMNS],
    walks: &[all(v2_list("/organizations/{id}/followers", 10, CONTACTS))],
    parent: child_of("org_id", 110),
    write: Some(FOLLOW_ORGANIZATION),
    ..TableSpec::PLAIN
};

/// The `product_followers` table.
pub(super) static PRODUCT_FOLLOWERS: TableSpec = TableSpec {
    name: "product_followers",
    entity: "follower of a product",
    comment: "users who follow products",
    columns: columns![PRODUCT, COLUMNS],
    walks: &[all(v2_list("/products/{id}/followers", 10, PRODUCTS))],
    parent: child_of("product_id", 100),
    write: Some(FOLLOW_PRODUCT),
    ..TableSpec::PLAIN
};

/// The `user_followers` table.
pub(super) static USER_FOLLOWERS: TableSpec = TableSpec {
    name: "user_followers",
    entity: "follower of a user",
    comment: "users who follow other users",
    columns: columns![FOLLOWED, FOLLOWER],
    walks: &[all(v2_list("/users/{id}/followers", 10, USERS))],
    parent: child_of("user_id", 100),
    ..TableSpec::PLAIN
};

const COLUMNS: &[ColumnSpec] =
    &[column!("user_id", Int64, "user who follows the record").references("users", "id"), SINCE];

/// `user_id` is the follower everywhere else, but here the parent is a user too and takes the name.
const FOLLOWED: &[ColumnSpec] =
    &[ColumnSpec::parent("user_id", Int64, "user who is followed").references("users", "id")];

const FOLLOWER: &[ColumnSpec] =
    &[column!("follower_user_id", Int64, ["user_id"], "user who follows that user").references("users", "id"), SINCE];

const SINCE: ColumnSpec = column!("add_time", Timestamp, "since when");

/// Writes of followers, who are added to and removed from the record that `key` names.
const fn follow(
    list: &'static str,
    follower: &'static str,
    key: &'static [&'static str],
    keys: &'static [&'static str],
    scopes: &'static [&'static str],
) -> WriteSpec {
    let answer = AnswerSpec { key: None, row: Some(&[]) };
    WriteSpec {
        insert: Some(InsertSpec::new(v2_post(list, key, scopes), &[Required::Column("user_id")], answer)),
        // The route ends with the user, not with an id of the following.
        delete: Some(DeleteSpec::new(v2_delete(follower, keys, scopes))),
        columns: FOLLOW,
        ..WriteSpec::NONE
    }
}

const FOLLOW: &[WriteColumnSpec] = &[written!("user_id").on(WriteOn::Insert).never_null()];

const FOLLOW_DEAL: &WriteSpec = &follow(
    "/deals/{id}/followers",
    "/deals/{id}/followers/{follower_id}",
    &["deal_id"],
    &["deal_id", "user_id"],
    DEALS_FULL,
);
const FOLLOW_PERSON: &WriteSpec = &follow(
    "/persons/{id}/followers",
    "/persons/{id}/followers/{follower_id}",
    &["person_id"],
    &["person_id", "user_id"],
    CONTACTS_FULL,
);
const FOLLOW_ORGANIZATION: &WriteSpec = &follow(
    "/organizations/{id}/followers",
    "/organizations/{id}/followers/{follower_id}",
    &["org_id"],
    &["org_id", "user_id"],
    CONTACTS_FULL,
);
const FOLLOW_PRODUCT: &WriteSpec = &follow(
    "/products/{id}/followers",
    "/products/{id}/followers/{follower_id}",
    &["product_id"],
    &["product_id", "user_id"],
    PRODUCTS_FULL,
);
