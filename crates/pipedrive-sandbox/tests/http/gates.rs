//! An account without the Projects add-on, and a user who does not administer the account.

use pipedrive_sandbox::{MissingAddOn, Quirks, SandboxConfig};

use crate::support::{Api, config};

const OF_PROJECTS: [&str; 12] = [
    "/api/v2/projects",
    "/api/v2/projects/archived",
    "/api/v2/projects/1",
    "/api/v2/projects/1/changelog",
    "/api/v2/projectFields",
    "/api/v2/projectTemplates/1",
    "/api/v2/boards",
    "/api/v2/phases?board_id=1",
    "/api/v2/tasks",
    "/v1/projects/1/plan",
    "/v1/projects/boards",
    "/api/v1/projects/1/tasks",
];

#[tokio::test]
async fn without_the_add_on_every_route_of_projects_is_refused_by_name() {
    for (missing_add_on, status, error) in [
        (MissingAddOn::Forbidden, 403, Some("The Projects add-on is not enabled for this company")),
        (MissingAddOn::PaymentRequired, 402, Some("Required suites missing: projects")),
        (MissingAddOn::NotFound, 404, None),
    ] {
        let quirks = Quirks { missing_add_on, ..Quirks::default() };
        let api = Api::start_with(SandboxConfig { projects_add_on: false, quirks, ..config() }).await;
        for path in OF_PROJECTS {
            let reply = api.get(path).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.text);
            match error {
                Some(error) => assert_eq!(reply.json()["error"], error, "{path}"),
                None => assert_eq!(reply.text.starts_with('<'), path.starts_with("/api/v2"), "{path}: {}", reply.text),
            }
        }
        assert_eq!(api.get("/api/v2/deals").await.status, 200);
        assert_eq!(api.get("/v1/roles").await.status, 200);
    }
}

#[tokio::test]
async fn the_add_on_shows_in_what_the_company_has_bought() {
    for (projects_add_on, count) in [(true, 4), (false, 3)] {
        let api = Api::start_with(SandboxConfig { projects_add_on, ..config() }).await;
        let codes = api.rows("/v1/billing/subscriptions/addons").await;
        assert_eq!(codes.iter().any(|row| row["code"] == "projects"), projects_add_on);
        assert_eq!(codes.len(), count);
        let me = api.get("/v1/users/me").await.json();
        let apps = me["data"]["access"].as_array().unwrap();
        assert_eq!(apps.iter().any(|access| access["app"] == "projects"), projects_add_on);
    }
}

#[tokio::test]
async fn a_regular_user_is_refused_what_is_for_administrators() {
    let api = Api::start_with(SandboxConfig { admin: false, ..config() }).await;
    for path in [
        "/v1/roles",
        "/v1/roles/1",
        "/v1/roles/1/assignments",
        "/v1/roles/1/settings",
        "/v1/roles/1/pipelines",
        "/v1/permissionSets",
        "/v1/permissionSets/any",
        "/v1/permissionSets/any/assignments",
        "/v1/webhooks",
    ] {
        let reply = api.get(path).await;
        let error = reply.json()["error"].as_str().map(str::to_owned);
        assert_eq!((reply.status, error.as_deref()), (403, Some("You do not have permissions to do this.")), "{path}");
    }
    for path in
        ["/v1/users", "/v1/users/1/permissions", "/api/v2/activityFields", "/api/v2/projects", "/v1/legacyTeams"]
    {
        assert_eq!(api.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_caller_is_told_who_administers_the_account() {
    for (admin, expect) in [(true, [true, false]), (false, [false, true])] {
        let api = Api::start_with(SandboxConfig { admin, ..config() }).await;
        let administers =
            |row: &serde_json::Value| row["access"].as_array().unwrap().iter().any(|a| a["admin"] == true);
        let me = api.get("/v1/users/me").await.json();
        let users = api.rows("/v1/users").await;
        assert_eq!([administers(&me["data"]), administers(&users[1])], expect);
        assert_eq!(me["data"]["id"], 1);
        assert_eq!(me["data"]["role_id"] == 1, admin);
        let permissions = api.get("/v1/users/1/permissions").await.json();
        assert_eq!(permissions["data"]["can_delete_custom_fields"], admin);
        assert_eq!(permissions["data"]["can_use_api"], true);
    }
}
