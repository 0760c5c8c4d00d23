//! What goes wrong when a session starts: one clear message, its kind, and a hint.

use pipedrive_datafusion::{Error, ErrorKind, PipedriveSession};
use pipedrive_sandbox::{ProjectStatus, Sandbox, SandboxConfig};

use crate::fixture::{Fixture, describe, rows, small};

async fn connect(text: &str) -> Result<PipedriveSession, Error> {
    PipedriveSession::connect(text).await
}

/// Checks the kind, a part of the message and a part of the hints.
fn check(result: Result<impl Sized, Error>, kind: ErrorKind, message: &str, hint: &str) {
    let error = result.err().unwrap_or_else(|| panic!("no error where {message:?} was due"));
    assert_eq!(error.kind(), kind, "{}", describe(&error));
    assert!(error.to_string().contains(message), "{}", describe(&error));
    assert!(error.hints().join("\n").contains(hint), "{}", describe(&error));
    assert!(!error.to_string().ends_with('.') && !error.to_string().contains("Error("), "{}", describe(&error));
}

#[tokio::test]
async fn a_wrong_connection_string_says_what_is_wrong() {
    check(connect("CompanyDomain=acme").await, ErrorKind::ConnectionString, "`APIToken`", "");
    check(connect("CompanyDomain=acme;ApiTokn=x").await, ErrorKind::ConnectionString, "`ApiTokn`", "`APIToken`");
    check(connect("CompanyDomain=acme;APIToken=x;PageSize=0").await, ErrorKind::ConnectionString, "from 1 to 500", "");
    check(
        connect("CompanyDomain=acme;APIToken=x;Tables=deals,persnos").await,
        ErrorKind::ConnectionString,
        "`persnos`",
        "persons",
    );
    check(
        connect("BaseURL=http://acme.pipedrive.com;APIToken=x").await,
        ErrorKind::ConnectionString,
        "`https://host`",
        "",
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_is_named() {
    let text = "BaseURL=https://nosuch.invalid;APIToken=0123456789";
    let session = connect(text).await.unwrap();
    check(rows(&session, "SELECT id FROM stages").await, ErrorKind::Configuration, "`nosuch.invalid`", "");
    check(session.current_user().await, ErrorKind::Configuration, "`BaseURL`", "");
    let session = connect("BaseURL=http://127.0.0.1:1;APIToken=0123456789").await.unwrap();
    check(rows(&session, "SELECT id FROM stages").await, ErrorKind::Unavailable, "127.0.0.1", "");
    let sandbox = Sandbox::start(small()).await.unwrap();
    let tls = sandbox.connection_string().replace("http://", "https://");
    let session = connect(&tls).await.unwrap();
    check(rows(&session, "SELECT id FROM stages").await, ErrorKind::Unavailable, "127.0.0.1", "");
}

#[tokio::test]
async fn a_wrong_token_is_refused_wherever_it_is_used() {
    let sandbox = Sandbox::start(small()).await.unwrap();
    let wrong = sandbox.connection_string().replace(&sandbox.config().api_token, "0000000000");
    let session = connect(&wrong).await.unwrap();
    check(session.current_user().await, ErrorKind::Unauthenticated, "API token", "Settings");
    // Planning fails here already, for want of the columns.
    check(rows(&session, "SELECT * FROM deals").await, ErrorKind::Unauthenticated, "401", "");
    check(rows(&session, "SELECT * FROM users").await, ErrorKind::Unauthenticated, "401", "");
    check(session.describe("deals").await, ErrorKind::Unauthenticated, "401", "");
}

#[tokio::test]
async fn a_scope_that_lacks_is_no_wrong_token() {
    let scopes = vec!["base".to_owned(), "deals:read".to_owned()];
    let sandbox = Sandbox::start(SandboxConfig { scopes, ..small() }).await.unwrap();
    let text =
        format!("AuthScheme=OAuth;OAuthAccessToken={};BaseURL={}", sandbox.config().access_token, sandbox.base_url());
    let session = connect(&text).await.unwrap();
    check(rows(&session, "SELECT id FROM products").await, ErrorKind::PermissionDenied, "403", "`products:read`");
    let of_deal = rows(&session, "SELECT * FROM deal_discounts WHERE deal_id = 5").await;
    assert!(of_deal.is_ok());
    let of_person = rows(&session, "SELECT * FROM person_followers WHERE person_id = 5").await;
    check(of_person, ErrorKind::PermissionDenied, "403", "`contacts:read` or `contacts:full`");
    assert!(rows(&session, "SELECT id FROM stages").await.is_ok());
}

#[tokio::test]
async fn tables_can_be_limited_to_some() {
    let fixture = Fixture::with(small(), "Tables=stages,Pipelines").await;
    let named = async |names: &str| -> Vec<String> {
        let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'crm' AND table_type";
        fixture.column(&format!("{sql} {names} ORDER BY 1")).await
    };
    assert_eq!(named("= 'BASE TABLE'").await, ["pipelines", "stages"]);
    // System tables stay; views of tables that are not shown go with them.
    let system = |name: &String| {
        name.starts_with("sys_") || ["api_usage", "custom_fields", "last_write"].contains(&name.as_str())
    };
    let others = named("<> 'BASE TABLE'").await;
    assert!(!others.is_empty() && others.iter().all(system), "{others:?}");
    check(fixture.rows("SELECT * FROM deal_labels").await, ErrorKind::TableNotFound, "`deal_labels`", "");
    check(fixture.rows("SELECT id FROM deals").await, ErrorKind::TableNotFound, "`deals`", "");
}

#[tokio::test]
async fn connection_keys_shape_the_tables() {
    let fixture = Fixture::new().await;
    let count = async |keys: &str, sql: &str| -> usize {
        let session = fixture.session(keys).await;
        rows(&session, sql).await.unwrap()[0][0].parse().unwrap()
    };
    let deals: Vec<_> = fixture.sandbox.account().deals().collect();
    let expect = |keep: &dyn Fn(&pipedrive_sandbox::Deal) -> bool| deals.iter().filter(|deal| keep(deal)).count();
    let all = "SELECT count(*) FROM deals";
    assert_eq!(count("", all).await, expect(&|d| !d.is_deleted));
    assert_eq!(count("ArchivedRecords=Exclude", all).await, expect(&|d| !d.is_deleted && !d.is_archived));
    assert_eq!(count("DeletedRecords=Include", all).await, deals.len());
    let archived = "SELECT count(*) FROM deals WHERE is_archived";
    assert_eq!(count("ArchivedRecords=Exclude", archived).await, expect(&|d| !d.is_deleted && d.is_archived));
    let alive = "SELECT count(*) FROM deals WHERE NOT is_deleted";
    assert_eq!(count("DeletedRecords=Include", alive).await, expect(&|d| !d.is_deleted));
    assert_eq!(count("MaxRows=3", "SELECT count(*) FROM deals").await, expect(&|d| !d.is_deleted));
    let session = fixture.session("MaxRows=3").await;
    assert_eq!(rows(&session, "SELECT id FROM deals").await.unwrap().len(), 3);
    let session = fixture.session("CustomFieldNames=Label").await;
    assert_eq!(rows(&session, "SELECT \"Contract Type\" FROM deals LIMIT 1").await.unwrap().len(), 1);
    let key = fixture.sandbox.account().custom_field_key("deals", "Contract Type").unwrap();
    let session = fixture.session("CustomFieldNames=Key").await;
    assert_eq!(rows(&session, &format!("SELECT \"{key}\" FROM deals LIMIT 1")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_single_deleted_or_archived_record_shows_as_in_a_list() {
    let fixture = Fixture::new().await;
    let account = fixture.sandbox.account();
    let deleted = account.deals().find(|d| d.is_deleted && !d.is_archived).unwrap().id;
    let archived = account.deals().find(|d| d.is_archived && !d.is_deleted).unwrap().id;
    let gone = account.persons().find(|p| p.is_deleted).map(|p| p.id);
    let ids = async |keys: &str, sql: String| rows(&fixture.session(keys).await, &sql).await.unwrap().len();
    let by_id = |id: u32| format!("SELECT id FROM deals WHERE id = {id}");
    assert_eq!(ids("", by_id(deleted)).await, 0);
    assert_eq!(ids("DeletedRecords=Include", by_id(deleted)).await, 1);
    assert_eq!(ids("", format!("{} AND is_deleted", by_id(deleted))).await, 1);
    assert_eq!(ids("", format!("{} AND status = 'deleted'", by_id(deleted))).await, 1);
    assert_eq!(ids("", by_id(archived)).await, 1);
    assert_eq!(ids("ArchivedRecords=Exclude", by_id(archived)).await, 0);
    assert_eq!(ids("", format!("{} AND NOT is_archived", by_id(archived))).await, 0);
    if let Some(gone) = gone {
        assert_eq!(ids("", format!("SELECT id FROM persons WHERE id = {gone}")).await, 0);
    }
}

#[tokio::test]
async fn a_single_deleted_project_shows_as_in_a_list() {
    let fixture = Fixture::with(SandboxConfig { deals: 400, ..small() }, "").await;
    let account = fixture.sandbox.account();
    let deleted = account.projects().find(|project| project.status == ProjectStatus::Deleted).unwrap().id;
    let alive = account.projects().find(|project| project.status == ProjectStatus::Open).unwrap().id;
    let found = async |id: u32, rest: &str| {
        let sql = format!("SELECT title FROM projects WHERE id = {id}{rest}");
        fixture.rows(&sql).await.unwrap().len()
    };
    assert_eq!(found(deleted, "").await, 0);
    assert_eq!(found(deleted, " AND status = 'deleted'").await, 1);
    assert_eq!(found(alive, "").await, 1);
}
