//! `pipedrive_get` against an account that answers with what a test tells it to.

use datafusion::common::ScalarValue;
use serde_json::{Value, json};

use super::Scripted;
use crate::fixture::{rows, texts};

#[tokio::test]
async fn any_get_gives_rows_of_json_text() {
    let page = |ids: &[i64], cursor: Option<&str>| {
        let elements: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        json!({"success": true, "data": elements, "additional_data": {"next_cursor": cursor}})
    };
    let account = Scripted::new(vec![
        ("/api/v2/deals?owner_id=1&limit=500&cursor=two", page(&[3], None)),
        ("/api/v2/deals", page(&[1, 2], Some("two"))),
        ("/api/v1/users/1/permissions", json!({"success": true, "data": {"can_add": true}})),
        ("/api/v1/unknown/things", json!({"success": true, "data": [1, "two", null]})),
        ("/api/v1/nothing", json!({"success": true, "data": null})),
    ])
    .await;
    let both = ["/api/v2/deals?owner_id=1&limit=500", "/api/v2/deals?owner_id=1&limit=500&cursor=two"];
    let sql = "SELECT * FROM pipedrive_get('/v2/deals', '{\"owner_id\": 1}')";
    account.check(sql, &["1 | {\"id\":1}", "2 | {\"id\":2}", "3 | {\"id\":3}"], &both).await;
    let sql = "SELECT data FROM pipedrive_get('/api/v2/deals?owner_id=1') WHERE position > 2";
    account.check(sql, &["{\"id\":3}"], &both).await;
    let sql = "SELECT count(*) FROM pipedrive_get(path => '/v2/deals', parameters => '{\"owner_id\": \"1\"}')";
    account.check(sql, &["3"], &both).await;
    let sql = "SELECT position FROM pipedrive_get('/v2/deals') LIMIT 2";
    account.check(sql, &["1", "2"], &["/api/v2/deals?limit=2"]).await;
    // Even where a page holds more than was asked for.
    account.check("SELECT position FROM pipedrive_get('/v2/deals') LIMIT 1", &["1"], &["/api/v2/deals?limit=1"]).await;
    let sql = "SELECT * FROM pipedrive_get('/v1/users/1/permissions')";
    account.check(sql, &["1 | {\"can_add\":true}"], &["/api/v1/users/1/permissions"]).await;
    let sql = "SELECT data FROM pipedrive_get('/v1/unknown/things')";
    account.check(sql, &["1", "\"two\"", "null"], &["/api/v1/unknown/things"]).await;
    account.check("SELECT data FROM pipedrive_get('/v1/nothing')", &[], &["/api/v1/nothing"]).await;
    let sql = "SELECT data FROM pipedrive_get('/v1/users?api_token=s3cret')";
    let refused = "[22023] `api_token` is no parameter to pass: requests carry the credentials of the connection";
    account.check(sql, &[refused], &[]).await;
    account.check("SELECT data FROM pipedrive_get('/v2/deals', NULL) LIMIT 0", &[], &[]).await;
}

#[tokio::test]
async fn any_get_is_explained_priced_and_bound_like_a_table() {
    let account = Scripted::new(vec![("/api/v1/unknown", json!({"success": true, "data": [1]}))]).await;
    let explain = async |call: &str| {
        let plan = rows(&account.session, &format!("EXPLAIN SELECT data FROM {call} LIMIT 5")).await.unwrap();
        assert_eq!(account.requests(), [""; 0]);
        plan.into_iter().find(|row| row[0] == "pipedrive_requests").unwrap().swap_remove(1)
    };
    assert_eq!(
        explain("pipedrive_get('/v1/unknown')").await,
        "PipedriveGet\n  request:  GET /api/v1/unknown\n  limit:    5\n  estimate: about 1 request, 20 tokens\n\
         Total estimate: about 1 request, 20 tokens"
    );
    assert_eq!(
        explain("pipedrive_get('/v1/users/me')").await,
        "PipedriveGet\n  request:  GET /api/v1/users/me\n  limit:    5\n  estimate: 1 request, 2 tokens\n\
         Total estimate: 1 request, 2 tokens"
    );
    let prepared = account.session.prepare("SELECT data FROM pipedrive_get($1)").await.unwrap();
    let values = [ScalarValue::from("/v1/unknown")];
    let batches = account.session.execute(&prepared, &values).await.unwrap().collect().await.unwrap();
    assert_eq!(batches.iter().flat_map(texts).collect::<Vec<_>>(), [["1"]]);
    rows(&account.session, "SET pipedrive.max_tokens_per_query = 19").await.unwrap();
    let error = rows(&account.session, "SELECT * FROM pipedrive_get('/v1/unknown')").await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("needs about 20 tokens"), "{error}");
}
