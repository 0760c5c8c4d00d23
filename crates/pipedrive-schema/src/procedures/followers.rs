//! Procedures that let users follow records, and webhooks report changes.

use super::shapes::{DEALS_FULL, ID, id, v1, v2};
use crate::ColumnType::{Int64, Text};
use crate::{BodyMember, Method, OperationSpec, ParameterSpec, ProcedureSpec, ResultColumnSpec, RouteSpec};

const CONTACTS_FULL: &[&str] = &["contacts:full"];
const PRODUCTS_FULL: &[&str] = &["products:full"];
const ADMIN: &[&str] = &["admin"];

const FOLLOWED: &[ParameterSpec] = &[
    ParameterSpec::text("Entity", "what is followed").required().one_of(&["DEAL", "PERSON", "ORGANIZATION", "PRODUCT"]),
    id("the deal, person, organization or product"),
    ParameterSpec::integer("UserId", "the user who follows").required(),
];

const USER: &[BodyMember] = &[BodyMember::of("user_id", "UserId")];

const fn add(route: RouteSpec, entity: &'static str) -> OperationSpec {
    OperationSpec::new(Method::Post, route, ID).with(USER).when("Entity", entity)
}

/// The path ends with the user, not with an id of the following.
const fn remove(route: RouteSpec, entity: &'static str) -> OperationSpec {
    OperationSpec::new(Method::Delete, route, &["Id", "UserId"]).when("Entity", entity)
}

/// `AddFollower` (<https://developers.pipedrive.com/docs/api/v1/Deals#addDealFollower> and its like).
pub(super) static ADD_FOLLOWER: ProcedureSpec = ProcedureSpec {
    comment: "lets a user follow a record; one who follows it already is an error",
    parameters: FOLLOWED,
    columns: &[
        ResultColumnSpec::new("UserId", Int64, "the user who follows").at(&["user_id"]),
        ResultColumnSpec::new("AddTime", Text, "since when").at(&["add_time"]),
    ],
    operations: &[
        add(v2("/deals/{id}/followers", 5, DEALS_FULL), "DEAL"),
        add(v2("/persons/{id}/followers", 5, CONTACTS_FULL), "PERSON"),
        add(v2("/organizations/{id}/followers", 5, CONTACTS_FULL), "ORGANIZATION"),
        add(v2("/products/{id}/followers", 5, PRODUCTS_FULL), "PRODUCT"),
    ],
    ..ProcedureSpec::writing("AddFollower", 5)
};

/// `RemoveFollower` (<https://developers.pipedrive.com/docs/api/v1/Deals#deleteDealFollower> and its like).
pub(super) static REMOVE_FOLLOWER: ProcedureSpec = ProcedureSpec {
    comment: "ends that a user follows a record",
    parameters: FOLLOWED,
    columns: &[ResultColumnSpec::new("UserId", Int64, "the user who followed").given("UserId")],
    operations: &[
        remove(v2("/deals/{id}/followers/{follower_id}", 3, DEALS_FULL), "DEAL"),
        remove(v2("/persons/{id}/followers/{follower_id}", 3, CONTACTS_FULL), "PERSON"),
        remove(v2("/organizations/{id}/followers/{follower_id}", 3, CONTACTS_FULL), "ORGANIZATION"),
        remove(v2("/products/{id}/followers/{follower_id}", 3, PRODUCTS_FULL), "PRODUCT"),
    ],
    ..ProcedureSpec::writing("RemoveFollower", 3)
};

/// `CreateWebhook` (<https://developers.pipedrive.com/docs/api/v1/Webhooks#addWebhook>).
pub(super) static CREATE_WEBHOOK: ProcedureSpec = ProcedureSpec {
    comment: "lets Pipedrive report changes to an address; needs an admin",
    parameters: &[
        ParameterSpec::text("SubscriptionUrl", "where reports go: an address that everybody can reach").required(),
        ParameterSpec::text("EventAction", "what is reported").required().one_of(&["CREATE", "CHANGE", "DELETE", "*"]),
        ParameterSpec::text("EventObject", "what it is reported of, such as `deal`, or `*`").required(),
        ParameterSpec::text("Name", "name of the webhook").required(),
        ParameterSpec::integer("UserId", "user whose permissions decide what is reported")
            .or_else("the user of the connection"),
        ParameterSpec::text("HttpAuthUser", "user name sent to that address"),
        ParameterSpec::text("HttpAuthPassword", "password sent to that address").secret(),
        ParameterSpec::text("Version", "version of the reports").one_of(&["1.0", "2.0"]).or_else("2.0"),
    ],
    columns: &[
        ResultColumnSpec::new("Id", Int64, "identifies the webhook").at(&["id"]),
        ResultColumnSpec::new("Name", Text, "name of the webhook").at(&["name"]),
    ],
    operations: &[OperationSpec {
        body: &[
            BodyMember::of("subscription_url", "SubscriptionUrl"),
            BodyMember::of("event_action", "EventAction"),
            BodyMember::of("event_object", "EventObject"),
            BodyMember::of("name", "Name"),
            BodyMember::of("user_id", "UserId"),
            BodyMember::of("http_auth_user", "HttpAuthUser"),
            BodyMember::of("http_auth_password", "HttpAuthPassword"),
            BodyMember::of("version", "Version"),
        ],
        ..OperationSpec::new(Method::Post, v1("/webhooks", 10, ADMIN), &[])
    }],
    look: Some("SELECT id, name, subscription_url FROM webhooks"),
    ..ProcedureSpec::writing("CreateWebhook", 10)
};

/// `DeleteWebhook` (<https://developers.pipedrive.com/docs/api/v1/Webhooks#deleteWebhook>).
pub(super) static DELETE_WEBHOOK: ProcedureSpec = ProcedureSpec {
    comment: "ends the reports of a webhook; needs an admin",
    parameters: &[id("the webhook")],
    columns: &[ResultColumnSpec::new("Id", Int64, "the webhook that is gone").given("Id")],
    operations: &[OperationSpec::new(Method::Delete, v1("/webhooks/{id}", 6, ADMIN), ID)],
    look: Some("SELECT id, name, subscription_url FROM webhooks"),
    ..ProcedureSpec::writing("DeleteWebhook", 6)
};
