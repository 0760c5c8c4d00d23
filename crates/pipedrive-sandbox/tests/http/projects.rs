//! Projects: walks, filters, and agreement with deals, boards, tasks, activities and their own history.

use std::collections::BTreeSet;

use pipedrive_sandbox::{Project, SandboxConfig, Task};
use serde_json::{Value, json};

use crate::support::{Api, config, ids};

#[tokio::test]
async fn active_archived_and_deleted_projects_are_apart_and_together_all() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let mut seen = BTreeSet::new();
    let is_active = |project: &Project| !project.is_archived() && !project.is_deleted();
    for (path, keep) in [
        ("/api/v2/projects?limit=7", &is_active as &dyn Fn(&Project) -> bool),
        ("/api/v2/projects/archived?limit=3", &|project| project.is_archived()),
        ("/api/v2/projects?status=deleted&limit=2", &|project| project.is_deleted()),
    ] {
        let found = ids(&api.walk(path).await);
        let expect: Vec<u64> = account.projects().filter(|p| keep(p)).map(|p| p.id.into()).collect();
        assert!(!found.is_empty(), "{path}");
        assert_eq!(found, expect, "{path}");
        seen.extend(found);
    }
    assert_eq!(seen.len(), account.projects().count());
}

#[tokio::test]
async fn projects_are_filtered() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let linked = |p: &Project| !p.is_archived() && !p.is_deleted() && !p.deal_ids.is_empty();
    let some = account.projects().find(|p| linked(p) && !p.person_ids.is_empty() && !p.org_ids.is_empty()).unwrap();
    let (deal, person, org) = (some.deal_ids[0], some.person_ids[0], some.org_ids[0]);
    let check = async |query: &str, keep: &dyn Fn(&Project) -> bool| {
        let found = ids(&api.walk(&format!("/api/v2/projects?{query}")).await);
        let kept = account.projects().filter(|p| !p.is_archived() && keep(p));
        let expect: Vec<u64> = kept.map(|p| p.id.into()).collect();
        assert_eq!(found, expect, "{query}");
    };
    check("phase_id=3", &|p| !p.is_deleted() && p.phase_id == 3).await;
    check(&format!("deal_id={deal}"), &|p| !p.is_deleted() && p.deal_ids.contains(&deal)).await;
    check(&format!("person_id={person}"), &|p| !p.is_deleted() && p.person_ids.contains(&person)).await;
    check(&format!("org_id={org}"), &|p| !p.is_deleted() && p.org_ids.contains(&org)).await;
    check("status=completed,canceled", &|p| matches!(p.status.name(), "completed" | "canceled")).await;
    check("status=unheard-of", &|_| false).await;
}

#[tokio::test]
async fn projects_refer_to_what_exists() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let deleted: BTreeSet<u32> = account.deals().filter(|deal| deal.is_deleted).map(|deal| deal.id).collect();
    let phases = [1, 2].map(|board| (board, format!("/api/v2/phases?board_id={board}")));
    let mut places = BTreeSet::new();
    for (board, path) in phases {
        places.extend(ids(&api.rows(&path).await).into_iter().map(|phase| (board, phase)));
    }
    for project in account.projects() {
        assert!(places.contains(&(project.board_id, u64::from(project.phase_id))), "{project:?}");
        let deals = &project.deal_ids;
        assert!(deals.iter().all(|id| (1..=account.deal_count()).contains(id) && !deleted.contains(id)), "{project:?}");
        assert!(project.person_ids.iter().all(|id| (1..=account.person_count()).contains(id)), "{project:?}");
        assert!(project.org_ids.iter().all(|id| (1..=account.organization_count()).contains(id)), "{project:?}");
        let (add, update) = (project.add_time, project.update_time);
        assert!(add <= project.status_change_time && project.status_change_time <= update, "{project:?}");
        assert!(
            project.archive_time.is_none_or(|time| time <= update) && update <= account.now() * 1000,
            "{project:?}"
        );
    }
    // An empty list is one in v2, and nothing in v1.
    assert_eq!(api.get("/api/v2/phases?board_id=3").await.json()["data"], json!([]));
    assert_eq!(api.get("/v1/projects/phases?board_id=3").await.json()["data"], Value::Null);
}

#[tokio::test]
async fn the_changelog_ends_in_how_the_project_stands() {
    let api = Api::start().await;
    for project in api.sandbox.account().projects() {
        let row = api.get(&format!("/api/v2/projects/{}", project.id)).await.json()["data"].take();
        let changes = api.walk(&format!("/api/v2/projects/{}/changelog?limit=2", project.id)).await;
        assert!(changes.iter().map(|change| change["time"].as_str().unwrap()).rev().is_sorted(), "{changes:?}");
        let mut values: serde_json::Map<String, Value> = serde_json::Map::new();
        for change in changes.iter().rev() {
            let old = change["old_values"].as_object().unwrap();
            assert!(old.iter().all(|(name, value)| values.get(name).is_none_or(|known| known == value)), "{changes:?}");
            values.extend(change["new_values"].as_object().unwrap().clone());
        }
        assert!(values.iter().all(|(name, value)| row[name] == *value), "{values:?} / {row}");
        let status = values.get("status").unwrap_or(&json!("open")).clone();
        assert_eq!(row["status"], status, "{row}");
        assert!(changes.first().is_none_or(|change| change["time"].as_str() <= row["update_time"].as_str()));
    }
}

#[tokio::test]
async fn tasks_are_walked_filtered_and_found_by_project() {
    let api = Api::start().await;
    let account = api.sandbox.account();
    let all: Vec<Task> = account.tasks().filter(|task| !task.is_deleted).collect();
    let check = async |query: &str, keep: &dyn Fn(&Task) -> bool| {
        let found = ids(&api.walk(&format!("/api/v2/tasks?limit=9{query}")).await);
        let expect: Vec<u64> = all.iter().filter(|task| keep(task)).map(|task| task.id.into()).collect();
        assert!(!expect.is_empty(), "{query}");
        assert_eq!(found, expect, "{query}");
    };
    let part = all.iter().find(|task| task.parent_task_id.is_some()).unwrap();
    let (parent, project) = (part.parent_task_id.unwrap(), part.project_id);
    assert_eq!(all.iter().find(|task| task.id == parent).unwrap().project_id, project);
    check("", &|_| true).await;
    check("&is_done=true", &|task| task.done_time.is_some()).await;
    check("&is_milestone=true", &|task| task.is_milestone).await;
    check("&assignee_id=4", &|task| task.assignee_ids.contains(&4)).await;
    check(&format!("&project_id={project}"), &|task| task.project_id == project).await;
    check("&parent_task_id=null", &|task| task.parent_task_id.is_none()).await;
    check(&format!("&parent_task_id={parent}"), &|task| task.parent_task_id == Some(parent)).await;
    let gone = account.tasks().find(|task| task.is_deleted).unwrap();
    assert_eq!(api.get(&format!("/api/v2/tasks/{}", gone.id)).await.status, 404);
    assert!(api.rows(&format!("/api/v2/tasks?project_id={}", gone.project_id)).await.is_empty());
}

#[tokio::test]
async fn v1_plans_hold_the_tasks_and_activities_of_the_project() {
    let api = Api::start().await;
    let activities = api.walk("/api/v2/activities?limit=500").await;
    let mut placed = 0;
    for id in 1..=12 {
        let [plan, groups, tasks, listed] =
            ["plan", "groups", "tasks", "activities"].map(|what| format!("/v1/projects/{id}/{what}"));
        let (plan, groups) = (api.rows(&plan).await, ids(&api.rows(&groups).await));
        let (tasks, listed) = (ids(&api.rows(&tasks).await), ids(&api.rows(&listed).await));
        let items = |kind: &str| -> Vec<u64> {
            let items = plan.iter().filter(|item| item["item_type"] == kind);
            items.map(|item| item["item_id"].as_u64().unwrap()).collect()
        };
        assert_eq!((items("task"), items("activity")), (tasks.clone(), listed.clone()));
        assert!(plan.iter().all(|item| item["group_id"].as_u64().is_none_or(|group| groups.contains(&group))));
        assert_eq!(tasks, ids(&api.walk(&format!("/api/v2/tasks?project_id={id}")).await));
        let of_project: Vec<Value> = activities.iter().filter(|a| a["project_id"] == id).cloned().collect();
        assert_eq!(listed, ids(&of_project));
        placed += plan.len();
    }
    assert!(placed > 20, "{placed}");
}

#[tokio::test]
async fn custom_fields_of_projects_are_nested_and_defined() {
    let api = Api::start().await;
    let definitions = api.walk("/api/v2/projectFields?limit=5").await;
    let custom: BTreeSet<&str> = definitions
        .iter()
        .filter(|field| field["is_custom_field"] == true)
        .map(|field| field["field_code"].as_str().unwrap())
        .collect();
    let budget = api.sandbox.account().custom_field_key("projects", "Budget").unwrap();
    let mut budgets = 0;
    for row in api.walk("/api/v2/projects").await {
        let values = row["custom_fields"].as_object().unwrap();
        assert_eq!(values.keys().map(String::as_str).collect::<BTreeSet<_>>(), custom);
        budgets += usize::from(values[budget]["currency"].is_string());
        let labels = row["label_ids"].as_array().unwrap();
        assert!(labels.iter().all(|label| (11..=13).contains(&label.as_u64().unwrap())), "{row}");
    }
    assert!(budgets > 3, "{budgets}");
}

#[tokio::test]
async fn what_is_missing_is_refused_in_the_words_of_the_api() {
    let api = Api::start().await;
    for (path, status, error) in [
        ("/api/v2/projects/0", 404, "Project not found"),
        ("/api/v2/projects/51/changelog", 404, "Project not found"),
        ("/api/v2/projects/51/permittedUsers", 404, "Project not found"),
        ("/v1/projects/51/plan", 404, "Project not found"),
        ("/api/v2/projects?filter_id=1", 404, "Filter not found"),
        ("/api/v2/projectFields/nothing", 404, "Field not found"),
        ("/api/v2/projectTemplates/4", 404, "Project template not found"),
        ("/api/v2/tasks/9999", 404, "Task not found"),
        ("/api/v2/boards/4", 404, "Board not found"),
        ("/api/v2/phases?board_id=4", 404, "Board not found"),
        ("/api/v2/phases/8", 404, "Phase not found"),
        ("/api/v2/phases", 400, "Validation failed: board_id: Parameter 'board_id' is required"),
        ("/v1/projects/phases", 400, "Bad request"),
        (
            "/api/v2/tasks?parent_task_id=none",
            400,
            "Validation failed: parent_task_id: Parameter 'parent_task_id' must be a number or null",
        ),
        (
            "/api/v2/projects/archived?deal_id=1",
            400,
            "Validation failed: deal_id: Parameter 'deal_id' is not allowed for this request",
        ),
    ] {
        let reply = api.get(path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str()), (status, Some(error)), "{path}");
    }
}

#[tokio::test]
async fn an_account_without_deals_has_projects_of_nothing() {
    let api = Api::start_with(SandboxConfig { deals: 0, ..config() }).await;
    let projects = api.walk("/api/v2/projects?limit=2").await;
    assert!(!projects.is_empty() && projects.iter().all(|project| project["deal_ids"] == json!([])), "{projects:?}");
    assert!(api.rows("/v1/callLogs").await.is_empty() && api.rows("/v1/projects/1/activities").await.is_empty());
    let tasks = ids(&api.walk("/api/v2/tasks").await);
    assert_eq!(tasks.len(), api.sandbox.account().tasks().filter(|task| !task.is_deleted).count());
}
