//! Custom fields with labels nobody would wish for, fields that are renamed, and fields that may not be seen.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use pipedrive_datafusion::{COMMENT, ErrorKind, PipedriveSession};
use serde_json::{Map, Value, json};

use crate::fixture::{describe, rows};

/// The account: labels of its deals' custom fields, or how a question for them is refused.
type Labels = Arc<Mutex<Result<Vec<String>, StatusCode>>>;

/// The key of the field in that place.
fn key(place: usize) -> String {
    format!("{place:02}{}", "ab".repeat(19))
}

fn answer(labels: Result<&[String], StatusCode>, path: &str) -> Response {
    let success = |data: Value| axum::Json(json!({"success": true, "data": data})).into_response();
    match (path, labels) {
        ("/api/v2/dealFields", Err(status)) => {
            (status, axum::Json(json!({"success": false, "error": "not for you"}))).into_response()
        }
        ("/api/v2/dealFields", Ok(labels)) => {
            let field = |(place, label): (usize, &String)| json!({"field_code": key(place), "field_name": label, "field_type": "varchar", "is_custom_field": true});
            success(labels.iter().enumerate().map(field).collect())
        }
        ("/api/v2/deals" | "/api/v2/deals/1", _) => {
            let count = labels.map_or(0, <[String]>::len);
            let values: Map<String, Value> = (0..count).map(|i| (key(i), Value::from(format!("value {i}")))).collect();
            let deal = json!({"id": 1, "title": "the title", "custom_fields": values});
            success(if path.ends_with('1') { deal } else { json!([deal]) })
        }
        _ => success(json!([])),
    }
}

/// An account with these labels, which the test can change.
async fn serve(labels: Result<&[&str], StatusCode>) -> (String, Labels) {
    let labels: Labels = Arc::new(Mutex::new(labels.map(|labels| labels.iter().map(ToString::to_string).collect())));
    let handler = async |State(labels): State<Labels>, uri: Uri| {
        let labels = labels.lock().unwrap().clone();
        answer(labels.as_deref().map_err(|status| *status), uri.path())
    };
    let router = Router::new().fallback(handler).with_state(Arc::clone(&labels));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("BaseURL=http://{address};APIToken=0123456789"), labels)
}

async fn expect(session: &PipedriveSession, sql: &str) -> Vec<Vec<String>> {
    rows(session, sql).await.unwrap_or_else(|error| panic!("{sql}\n{}", describe(&error)))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Names of the custom columns, in their order.
async fn names(session: &PipedriveSession) -> Vec<String> {
    let found = expect(session, "SELECT column_name FROM custom_fields WHERE entity = 'deals' ORDER BY key").await;
    found.into_iter().flatten().collect()
}

fn hostile() -> Vec<String> {
    let long = "ä".repeat(255);
    let labels = [
        "He said \"no\"",
        "it's",
        "🎉",
        "party 🎉 time",
        long.as_str(),
        "SELECT",
        "from",
        "Title",
        "title",
        "",
        "   ",
        "_extra",
        "'; DROP TABLE deals; --",
        "a\nb",
        "a.b",
        "2nd",
        "İstanbul",
    ];
    labels.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn whatever_the_label_the_field_can_be_read_by_its_column_and_by_its_key() {
    let labels = hostile();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let (connection, _) = serve(Ok(&labels)).await;
    for style in ["Slug", "Label", "Key"] {
        let session = PipedriveSession::connect(&format!("{connection};CustomFieldNames={style}")).await.unwrap();
        let names = names(&session).await;
        assert_eq!(names.len(), labels.len(), "{style}: {names:?}");
        for (place, name) in names.iter().enumerate() {
            let value = vec![vec![format!("value {place}")]];
            for called in [name.clone(), key(place)] {
                let called = quoted(&called);
                let sql = format!("SELECT {called} FROM deals WHERE id = 1 AND {called} LIKE 'value%'");
                assert_eq!(expect(&session, &sql).await, value, "{style}: {sql}");
            }
        }
        let all = expect(&session, "SELECT * FROM deals WHERE id = 1").await;
        let listed = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'deals'";
        assert_eq!(expect(&session, listed).await, [[all[0].len().to_string()]], "{style}");
        let listed = "SELECT count(*) FROM sys_tablecolumns WHERE tablename = 'deals'";
        assert_eq!(expect(&session, listed).await, [[all[0].len().to_string()]], "{style}");
        assert_eq!(expect(&session, "SELECT title FROM deals WHERE id = 1").await, [["the title"]], "{style}");
    }
}

#[tokio::test]
async fn a_renamed_or_new_field_is_known_after_a_refresh() {
    let (connection, labels) = serve(Ok(&["Old Name"])).await;
    let session = PipedriveSession::connect(&connection).await.unwrap();
    assert_eq!(names(&session).await, ["old_name"]);
    *labels.lock().unwrap() = Ok(vec!["New Name".to_owned(), "Another".to_owned()]);
    assert_eq!(names(&session).await, ["old_name"], "definitions are kept");
    let by_key = format!("SELECT \"{}\" FROM deals WHERE id = 1", key(0));
    assert_eq!(expect(&session, &by_key).await, [["value 0"]]);
    assert_eq!(expect(&session, "CALL RefreshMetadata()").await[0][0], "true");
    assert_eq!(names(&session).await, ["new_name", "another"]);
    assert_eq!(expect(&session, "SELECT another FROM deals WHERE id = 1").await, [["value 1"]]);
    assert!(rows(&session, "SELECT old_name FROM deals").await.is_err());
    assert_eq!(expect(&session, &by_key).await, [["value 0"]], "the key stays");
}

#[tokio::test]
async fn a_renamed_field_is_known_when_the_definitions_are_too_old() {
    let (connection, labels) = serve(Ok(&["Old Name"])).await;
    let session = PipedriveSession::connect(&format!("{connection};MetadataTTL=0")).await.unwrap();
    assert_eq!(names(&session).await, ["old_name"]);
    *labels.lock().unwrap() = Ok(vec!["New Name".to_owned()]);
    assert_eq!(names(&session).await, ["new_name"]);
}

#[tokio::test]
async fn fields_that_may_not_be_seen_hide_no_columns_of_others() {
    let (connection, _) = serve(Err(StatusCode::FORBIDDEN)).await;
    let session = PipedriveSession::connect(&connection).await.unwrap();
    let count = "SELECT count(*) > 10 FROM sys_tablecolumns WHERE tablename IN ('deals', 'persons') GROUP BY tablename";
    assert_eq!(expect(&session, count).await, [["true"], ["true"]]);
    assert!(expect(&session, "SELECT * FROM custom_fields WHERE entity = 'deals'").await.is_empty());
    assert!(expect(&session, "SELECT * FROM custom_fields").await.is_empty());
}

#[tokio::test]
async fn a_fresh_session_lists_the_fields_of_all_tables_however_they_are_asked_for() {
    let (connection, _) = serve(Ok(&["Contract"])).await;
    for sql in [
        "SELECT count(*) FROM custom_fields",
        "SELECT count(*) FROM custom_fields WHERE entity LIKE 'deal%'",
        "SELECT count(*) FROM custom_fields WHERE entity <> 'leads'",
        "SELECT count(*) FROM custom_fields WHERE entity = 'deals' OR label = 'nothing'",
        "SELECT count(*) FROM sys_tablecolumns WHERE tablename LIKE 'deals' AND columnname = 'contract'",
    ] {
        let session = PipedriveSession::connect(&connection).await.unwrap();
        // Leads have the fields of deals.
        let count = if sql.ends_with("custom_fields") { "2" } else { "1" };
        assert_eq!(expect(&session, sql).await, [[count]], "{sql}");
    }
}

#[tokio::test]
async fn fields_that_cannot_be_fetched_are_an_error_and_not_an_empty_answer() {
    let (connection, labels) = serve(Err(StatusCode::UNAUTHORIZED)).await;
    let session = PipedriveSession::connect(&connection).await.unwrap();
    for sql in [
        "SELECT * FROM custom_fields",
        "SELECT * FROM custom_fields WHERE entity = 'deals'",
        "SELECT count(*) FROM sys_tablecolumns WHERE tablename = 'deals'",
        "SELECT count(*) FROM sys_keycolumns",
    ] {
        let error = rows(&session, sql).await.expect_err(sql);
        assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{sql}");
    }
    let other = "SELECT count(*) > 0 FROM sys_tablecolumns WHERE tablename = 'persons'";
    assert_eq!(expect(&session, other).await, [["true"]], "other tables are not concerned");
    *labels.lock().unwrap() = Ok(vec!["Contract".to_owned()]);
    assert_eq!(names(&session).await, ["contract"]);
}

#[tokio::test]
async fn a_field_of_the_described_schema_says_what_it_is_and_that_of_a_plan_does_not() {
    let (connection, _) = serve(Ok(&["Contract"])).await;
    let session = PipedriveSession::connect(&connection).await.unwrap();
    let layout = session.account().layout(pipedrive_schema::table("deals").unwrap()).await.unwrap();
    let schema = layout.commented_schema();
    let comment = |name: &str| schema.field_with_name(name).unwrap().metadata().get(COMMENT).cloned();
    assert_eq!(comment("title").as_deref(), Some("title of the deal"));
    assert_eq!(comment("contract").as_deref(), Some("custom field “Contract”"));
    // One parameter for two columns: metadata would make it two types.
    expect(&session, "PREPARE either AS SELECT id FROM deals WHERE owner_id = $1 OR creator_user_id = $1").await;
    assert!(expect(&session, "EXECUTE either(5)").await.is_empty());
}

#[tokio::test]
async fn keys_are_names_of_columns_wherever_a_name_can_stand() {
    let (connection, _) = serve(Ok(&["Contract", "Renewal"])).await;
    let session = PipedriveSession::connect(&connection).await.unwrap();
    let (first, second) = (quoted(&key(0)), quoted(&key(1)));
    let value = vec![vec!["value 0".to_owned()]];
    for sql in [
        format!("SELECT {first} FROM deals GROUP BY {first} ORDER BY {first}"),
        format!("SELECT d.{first} FROM deals d WHERE d.{second} = 'value 1'"),
        format!("SELECT deals.{first} FROM deals WHERE deals.{second} IS NOT NULL"),
        format!("SELECT x.{first} FROM (SELECT {first} FROM deals) x"),
        format!("WITH x AS (SELECT {first} FROM deals) SELECT {first} FROM x"),
        format!("SELECT {first} FROM deals WHERE EXISTS (SELECT 1 FROM persons p WHERE p.id = 5 OR {second} > '')"),
        format!("SELECT upper({first}) FROM deals"),
        format!("SELECT a.{first} FROM deals a JOIN deals b ON a.{first} = b.{first}"),
        format!("SELECT a.{first} FROM deals a JOIN deals b USING ({first})"),
        format!("SELECT a.{first} FROM deals a LEFT JOIN deals b USING ({first}, {second})"),
        format!("SELECT {first} FROM deals UNION SELECT {first} FROM deals ORDER BY {first}"),
    ] {
        let found = rows(&session, &sql).await;
        match found {
            Ok(found) if sql.contains("upper") => assert_eq!(found, [["VALUE 0"]], "{sql}"),
            Ok(found) if sql.contains("EXISTS") => assert!(found.is_empty(), "{sql}"),
            Ok(found) => assert_eq!(found, value, "{sql}"),
            Err(error) => panic!("{sql}\n{}", describe(&error)),
        }
    }
    let schema = session.query(&format!("SELECT {first} FROM deals")).await.unwrap().schema();
    assert_eq!(schema.field(0).name(), &key(0));
    let unknown = rows(&session, &format!("SELECT {} FROM deals", quoted(&"cd".repeat(20)))).await;
    assert!(unknown.is_err(), "a key that no field has is no column");
}
