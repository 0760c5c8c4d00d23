//! Rows of projects and of administration have every documented member and no other, at the documented price.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Api;

const PROJECT: &str = "add_time archive_time board_id custom_fields deal_ids description end_date health_status id \
    label_ids org_ids owner_id person_ids phase_id start_date status status_change_time title update_time";
const FIELD: &str = "field_code field_name field_type important_fields is_custom_field is_optional_response_field \
    options required_fields subfields ui_visibility";
const TEMPLATE: &str = "add_time description id owner_id projects_board_id title update_time";
const TASK: &str = "add_time assignee_ids creator_id description due_date id is_done is_milestone marked_as_done_time \
    parent_task_id priority project_id start_date title update_time";
const BOARD: &str = "add_time id name order_nr update_time";
const PHASE: &str = "add_time board_id id name order_nr update_time";
const ASSIGNMENT: &str = "active_flag name parent_role_id role_id type user_id";
const SETTINGS: &str = "deal_access_level deal_default_visibility lead_default_visibility org_access_level \
    org_default_visibility person_access_level person_default_visibility product_access_level \
    product_default_visibility";
const TEAM: &str = "active_flag add_time created_by_user_id deleted_flag description id manager_id name users";
const CALL_LOG: &str = "activity_id company_id deal_id duration end_time from_phone_number has_recording id lead_id \
    note org_id outcome person_id start_time subject to_phone_number user_id";
const RELATIONSHIP: &str = "active_flag add_time calculated_related_org_id calculated_type id rel_linked_org_id \
    rel_owner_org_id type update_time";
const GOAL: &str = "assignee duration expected_outcome id interval is_active owner_id report_ids title type";

/// Asks, and compares the members of every row, or of the object, and the price.
pub(crate) async fn check(api: &Api, path: &str, price: u32, members: &str) {
    api.sandbox.clear_requests();
    let reply = api.get(path).await;
    assert_eq!((reply.status, api.sandbox.requests()[0].tokens), (200, price), "{path}: {}", reply.text);
    let rows = match reply.json()["data"].take() {
        Value::Array(rows) => rows,
        object => vec![object],
    };
    assert!(!rows.is_empty(), "{path}");
    let expect: BTreeSet<&str> = members.split_whitespace().collect();
    for row in &rows {
        let row: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(row, expect, "{path}");
    }
}

/// The `id` of the first row.
async fn first_id(api: &Api, path: &str) -> String {
    api.rows(path).await[0]["id"].to_string().replace('"', "")
}

#[tokio::test]
async fn rows_of_the_projects_add_on() {
    let api = Api::start().await;
    for (path, price, members) in [
        ("/api/v2/projects", 10, PROJECT),
        ("/api/v2/projects/archived", 10, PROJECT),
        ("/api/v2/projects/1", 1, PROJECT),
        ("/api/v2/projectFields", 10, FIELD),
        ("/api/v2/projectFields/title", 1, FIELD),
        ("/api/v2/projectTemplates", 10, TEMPLATE),
        ("/api/v2/projectTemplates/1", 1, TEMPLATE),
        ("/api/v2/tasks", 10, TASK),
        ("/api/v2/boards", 10, BOARD),
        ("/api/v2/boards/2", 10, BOARD),
        ("/api/v2/phases?board_id=1", 10, PHASE),
        ("/api/v2/phases/7", 10, PHASE),
        ("/v1/projects/boards", 20, BOARD),
        ("/v1/projects/boards/2", 2, BOARD),
        ("/v1/projects/phases?board_id=2", 20, PHASE),
        ("/v1/projects/phases/7", 2, PHASE),
    ] {
        check(&api, path, price, members).await;
    }
    let task = first_id(&api, "/api/v2/tasks").await;
    check(&api, &format!("/api/v2/tasks/{task}"), 1, TASK).await;
}

#[tokio::test]
async fn rows_of_what_belongs_to_a_project() {
    let api = Api::start().await;
    // Not every project has some of each.
    for (list, price, members) in [
        (
            "/api/v2/projects/{}/changelog",
            10,
            "actor_user_id change_source change_source_user_agent new_values old_values time",
        ),
        ("/v1/projects/{}/plan", 20, "group_id item_id item_type phase_id"),
        ("/v1/projects/{}/groups", 20, "id name order_nr"),
        (
            "/v1/projects/{}/tasks",
            20,
            "add_time assignee_id assignee_ids creator_id description done due_date id marked_as_done_time \
             parent_task_id project_id title update_time",
        ),
        (
            "/v1/projects/{}/activities",
            20,
            "active_flag add_time busy_flag company_id conference_meeting_client conference_meeting_id \
             conference_meeting_url deal_id done due_date due_time duration id lead_id location \
             location_admin_area_level_1 location_admin_area_level_2 location_country location_formatted_address \
             location_locality location_postal_code location_route location_street_number location_sublocality \
             location_subpremise marked_as_done_time org_id person_id project_id public_description source_timezone \
             subject type update_time update_user_id user_id",
        ),
    ] {
        let mut asked = 0;
        for id in 1..=20 {
            let path = list.replace("{}", &id.to_string());
            if !api.rows(&path).await.is_empty() {
                check(&api, &path, price, members).await;
                asked += 1;
            }
        }
        assert!(asked > 5, "{list}: {asked}");
    }
}

#[tokio::test]
async fn rows_of_users_and_what_they_may_do() {
    let api = Api::start().await;
    let set = first_id(&api, "/v1/permissionSets").await;
    for (path, price, members) in [
        ("/v1/roles", 20, "active_flag assignment_count id level name parent_role_id sub_role_count"),
        ("/v1/roles/2", 2, "active_flag assignment_count id name parent_role_id sub_role_count"),
        ("/v1/roles/2/assignments", 10, ASSIGNMENT),
        ("/v1/roles/2/settings", 20, SETTINGS),
        ("/v1/roles/2/pipelines", 20, "pipeline_ids visible"),
        ("/v1/permissionSets", 20, "app assignment_count description id name type"),
        (&format!("/v1/permissionSets/{set}"), 2, "app assignment_count contents description id name type"),
        (&format!("/v1/permissionSets/{set}/assignments"), 20, "name permission_set_id user_id"),
        (
            "/v1/users/2/permissions",
            10,
            "can_add_custom_fields can_add_products can_add_prospects_as_leads can_bulk_edit_items \
             can_change_visibility_of_items can_convert_deals_to_leads can_create_own_workflow can_delete_activities \
             can_delete_custom_fields can_delete_deals can_edit_custom_fields can_edit_deals_closed_date \
             can_edit_products can_edit_shared_filters can_export_data_from_lists can_follow_other_users \
             can_merge_deals can_merge_organizations can_merge_people can_modify_labels \
             can_see_company_wide_statistics can_see_deals_list_summary can_see_hidden_items_names can_see_other_users \
             can_see_other_users_statistics can_see_security_dashboard can_share_filters can_share_insights can_use_api \
             can_use_email_tracking can_use_import",
        ),
        ("/v1/users/2/roleAssignments", 10, ASSIGNMENT),
        ("/v1/users/2/roleSettings", 10, SETTINGS),
        (
            "/v1/users/find?term=a",
            40,
            "access activated active_flag created default_currency email has_created_company icon_url id is_deleted \
             is_you lang last_login locale modified name phone role_id timezone_name timezone_offset",
        ),
        (
            "/v1/userSettings",
            2,
            "autofill_deal_expected_close_date beta_app callto_link_syntax file_upload_destination list_limit \
             marketplace_team person_duplicate_condition prevent_salesphone_callto_override",
        ),
        ("/v1/userConnections", 20, "google"),
        ("/v1/legacyTeams", 20, TEAM),
        ("/v1/legacyTeams/1", 2, TEAM),
        ("/v1/legacyTeams/user/5", 20, TEAM),
    ] {
        check(&api, path, price, members).await;
    }
}

#[tokio::test]
async fn rows_of_the_other_lists() {
    let api = Api::start().await;
    let log = first_id(&api, "/v1/callLogs").await;
    let goals = api.get("/v1/goals/find").await.json();
    let goal: BTreeSet<&str> = goals["data"]["goals"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(goal, GOAL.split_whitespace().collect());
    let goal = goals["data"]["goals"][0]["id"].as_str().unwrap();
    let organization = related_organization(&api).await;
    for (path, price, members) in [
        (
            "/v1/webhooks",
            10,
            "add_time admin_id company_id event_action event_object http_auth_password http_auth_user id is_active \
             last_delivery_time last_http_status name owner_id remove_reason remove_time subscription_url type user_id \
             version",
        ),
        ("/v1/billing/subscriptions/addons", 20, "code"),
        ("/v1/callLogs", 20, CALL_LOG),
        (&format!("/v1/callLogs/{log}"), 2, CALL_LOG),
        (
            &format!("/v1/organizationRelationships?org_id={organization}"),
            20,
            &format!("{RELATIONSHIP} related_organization_name"),
        ),
        ("/v1/goals/find", 20, "goals"),
        (&format!("/v1/goals/{goal}/results?period.start=2026-01-01&period.end=2026-03-31"), 20, "goal progress"),
        ("/v1/leadSources", 2, "name"),
    ] {
        check(&api, path, price, members).await;
    }
    let relationships = api.rows(&format!("/v1/organizationRelationships?org_id={organization}")).await;
    check(&api, &format!("/v1/organizationRelationships/{}", relationships[0]["id"]), 2, RELATIONSHIP).await;
}

/// An organization that has relationships.
async fn related_organization(api: &Api) -> u32 {
    for id in 1..=100 {
        if !api.rows(&format!("/v1/organizationRelationships?org_id={id}")).await.is_empty() {
            return id;
        }
    }
    panic!("no organization has relationships");
}

#[tokio::test]
async fn envelopes_say_what_they_say_beside_data() {
    let api = Api::start().await;
    let organization = related_organization(&api).await;
    for (path, members) in [
        ("/api/v2/boards".to_owned(), "additional_data data success"),
        ("/v1/roles/1".to_owned(), "additional_data data success"),
        ("/v1/webhooks".to_owned(), "data status success"),
        ("/v1/goals/find".to_owned(), "data service statusCode statusText success"),
        (
            format!("/v1/organizationRelationships?org_id={organization}"),
            "additional_data data related_objects success",
        ),
    ] {
        let json = api.get(&path).await.json();
        let names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names.join(" "), members, "{path}");
    }
}
