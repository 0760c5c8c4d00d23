//! Table functions against an account that answers with what a test tells it to.

mod answers;
mod any_get;

use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use datafusion::catalog::TableFunctionArgs;
use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use pipedrive_datafusion::{Error, PipedriveSession, register};
use serde_json::{Value, json};

use crate::fixture::{describe, rows, texts};

/// What the account answers to requests whose path and query hold a text; the first that fits counts.
type Script = Vec<(&'static str, Value)>;

/// Path and query of what was asked.
type Requests = Arc<Mutex<Vec<String>>>;

/// An account that plays a script, and the requests that reached it.
struct Scripted {
    connection: String,
    requests: Requests,
    session: PipedriveSession,
}

impl Scripted {
    async fn new(script: Script) -> Self {
        let requests = Requests::default();
        let state = Arc::new((script, Arc::clone(&requests)));
        let router = Router::new().fallback(answer).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let connection = format!("BaseURL=http://{};APIToken=0123456789", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let session = PipedriveSession::connect(&connection).await.unwrap();
        Self { connection, requests, session }
    }

    /// The requests since the last call.
    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    /// Runs a statement: its rows, a line each, and then the requests it sent.
    async fn check(&self, sql: &str, expect: &[&str], requests: &[&str]) {
        let rows = match rows(&self.session, sql).await {
            Ok(rows) => rows.into_iter().map(|row| row.join(" | ")).collect(),
            Err(error) => vec![describe(&error)],
        };
        assert_eq!(rows, expect, "{sql}");
        assert_eq!(self.requests(), requests, "{sql}");
    }
}

async fn answer(State(state): State<Arc<(Script, Requests)>>, uri: Uri) -> Response {
    let (script, requests) = state.as_ref();
    let asked = uri.to_string();
    let body = script.iter().find(|(part, _)| asked.contains(part)).map(|(_, body)| body.clone());
    requests.lock().unwrap().push(asked);
    match body {
        Some(body) => axum::Json(body).into_response(),
        None => {
            (StatusCode::NOT_FOUND, axum::Json(json!({"success": false, "error": "nothing there"}))).into_response()
        }
    }
}

fn deal(id: i64, score: f64) -> Value {
    let item = json!({
        "id": id, "type": "deal", "title": format!("Deal {id}"), "value": 100, "currency": "EUR", "status": "won",
        "owner": {"id": 7}, "stage": {"id": 3, "name": "Demo"}, "person": {"id": 5, "name": "Jane"},
        "organization": null, "custom_fields": ["a", "b"], "notes": [], "is_archived": false, "visible_to": 3
    });
    json!({"result_score": score, "item": item})
}

fn found(items: &[Value], cursor: Option<&str>) -> Value {
    json!({"success": true, "data": {"items": items}, "additional_data": {"next_cursor": cursor}})
}

/// Two pages of deals that a search finds.
async fn searched() -> Scripted {
    Scripted::new(vec![
        ("cursor=two", found(&[deal(3, 0.5)], None)),
        ("/deals/search", found(&[deal(1, 1.5), deal(2, 1.0)], Some("two"))),
    ])
    .await
}

#[tokio::test]
async fn a_search_reads_all_pages_and_flattens_what_it_finds() {
    let account = searched().await;
    account
        .check(
            "SELECT result_score, id, title, owner_id, stage_name, person_name, custom_fields FROM deal_search('acme')",
            &[
                "1.5 | 1 | Deal 1 | 7 | Demo | Jane | [a, b]",
                "1.0 | 2 | Deal 2 | 7 | Demo | Jane | [a, b]",
                "0.5 | 3 | Deal 3 | 7 | Demo | Jane | [a, b]",
            ],
            &["/api/v2/deals/search?term=acme&limit=500", "/api/v2/deals/search?term=acme&limit=500&cursor=two"],
        )
        .await;
}

#[tokio::test]
async fn a_limit_asks_for_no_more_than_it_needs() {
    let account = searched().await;
    let sql = "SELECT id FROM deal_search('acme') LIMIT 2";
    account.check(sql, &["1", "2"], &["/api/v2/deals/search?term=acme&limit=2"]).await;
    let sql = "SELECT id FROM deal_search('acme') WHERE value < 0 LIMIT 2";
    account
        .check(
            sql,
            &[],
            &["/api/v2/deals/search?term=acme&limit=500", "/api/v2/deals/search?term=acme&limit=500&cursor=two"],
        )
        .await;
    let sql = "SELECT count(*) FROM deal_search('acme')";
    account
        .check(
            sql,
            &["3"],
            &["/api/v2/deals/search?term=acme&limit=500", "/api/v2/deals/search?term=acme&limit=500&cursor=two"],
        )
        .await;
}

#[tokio::test]
async fn arguments_go_by_position_or_by_name_and_null_is_left_out() {
    let account = searched().await;
    let check = async |call: &str, query: &str| {
        let request = format!("/api/v2/deals/search?{query}&limit=1");
        account.check(&format!("SELECT id FROM {call} LIMIT 1"), &["1"], &[&request]).await;
    };
    check("deal_search('a b')", "term=a%20b").await;
    check("deal_search('a', 'title,notes', true)", "term=a&fields=title,notes&exact_match=true").await;
    check("deal_search(status => 'open', term => 'a')", "term=a&status=open").await;
    check("Deal_Search('a', PERSON_ID => 5, Status => NULL)", "term=a&person_id=5").await;
    check("pipedrive.crm.deal_search('a') AS d", "term=a").await;
    check("deal_search('a' || 'b', organization_id => 2 + 3)", "term=ab&organization_id=5").await;
    check("deal_search('a', include_fields => 'deal.cc_email')", "term=a&include_fields=deal.cc_email").await;
}

#[tokio::test]
async fn arguments_bind_as_parameters_and_null_among_them_is_left_out() {
    let account = searched().await;
    let sql = "SELECT id FROM deal_search(?, status => ?, person_id => ?) LIMIT 1";
    let prepared = account.session.prepare(sql).await.unwrap();
    let check = async |values: &[ScalarValue], expect: &str| {
        let run = async { account.session.execute(&prepared, values).await?.collect().await };
        let found = match run.await {
            Ok(_) => account.requests().join(" "),
            Err(error) => describe(&error),
        };
        assert_eq!(found, expect);
    };
    let text = |text: &str| ScalarValue::from(text);
    check(
        &[text("a"), text("won"), ScalarValue::from(5_i64)],
        "/api/v2/deals/search?term=a&person_id=5&status=won&limit=1",
    )
    .await;
    check(&[text("a"), ScalarValue::Utf8(None), ScalarValue::Int64(None)], "/api/v2/deals/search?term=a&limit=1").await;
    let hint = "hint: parameters of `deal_search`: `term`, `fields`, `exact_match`, `person_id`, `organization_id`, \
                `status` (`open` or `won` or `lost`), `include_fields` (`deal.cc_email`)";
    check(
        &[ScalarValue::Utf8(None), text("won"), ScalarValue::Int64(None)],
        &format!("[22023] `deal_search` needs `term`\n{hint}"),
    )
    .await;
    check(
        &[text("a"), text("lots"), ScalarValue::Int64(None)],
        "[22023] `status` takes `open`, `won`, `lost`\nhint: it is only deals of this status, at most 2,000",
    )
    .await;
}

#[tokio::test]
async fn what_an_argument_does_not_take_is_refused_before_anything_is_sent() {
    let account = searched().await;
    let check = async |from: &str, expect: &str| {
        let sql = format!("SELECT 1 FROM {from}");
        let error = rows(&account.session, &sql).await.map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), expect, "{from}");
        assert_eq!(account.requests(), [""; 0], "{from}");
    };
    check("deal_search()", "`deal_search` needs `term`").await;
    check("deal_search(NULL)", "`deal_search` needs `term`").await;
    check("deals_timeline(amount => 3)", "`deals_timeline` needs `start_date` and `interval` and `field_key`").await;
    check("deal_search('a', state => 'open')", "`deal_search` has no parameter `state`").await;
    check("deal_search('a', status => 'opened')", "`status` takes `open`, `won`, `lost`").await;
    check("deal_search(5)", "`term` takes a text that is not empty, in single quotes").await;
    check("deal_search('')", "`term` takes a text that is not empty, in single quotes").await;
    check("deal_search('a', person_id => '5')", "`person_id` takes a whole number above 0").await;
    check("deal_search('a', person_id => 0)", "`person_id` takes a whole number above 0").await;
    check("deal_search('a', person_id => 1 - 1)", "`person_id` takes a whole number above 0").await;
    check("deal_search('a', exact_match => 'yes')", "`exact_match` takes `true` or `false`").await;
    check("recents('soon')", "`since_timestamp` takes an instant such as `'2026-01-31 12:00:00'`").await;
    check("deal_search(title)", "`term` takes a constant, and no column or subquery").await;
    check("deal_search((SELECT 'a'))", "`term` takes a constant, and no column or subquery").await;
    check("deal_search('a', 'b', true, 1, 2, 'open', 'c', 'd')", "`deal_search` takes at most 7 arguments, not 8")
        .await;
    check("deal_serch('a')", "no procedure or table function `deal_serch`").await;
    check("deal_search", "no table `deal_search`").await;
    check("users WHERE deal_search('a')", "no function `deal_search`").await;
}

#[tokio::test]
async fn a_call_in_another_place_is_told_how_to_call() {
    let account = searched().await;
    let hint = "`users_find` is a table function: `SELECT … FROM users_find(term => …, [search_by_email => …])`";
    for sql in ["CALL users_find('a')", "SELECT users_find('a')", "SELECT * FROM users_find"] {
        let error = rows(&account.session, sql).await.map(|_| ()).unwrap_err();
        assert_eq!(error.hints().first().map(String::as_str), Some(hint), "{sql}");
    }
    let error = rows(&account.session, "SELECT * FROM usersfind('a')").await.map(|_| ()).unwrap_err();
    assert_eq!(error.hints().first().map(String::as_str), Some("did you mean `users_find`?"));
}

#[tokio::test]
async fn explain_shows_the_request_and_sends_nothing() {
    let account = searched().await;
    let sql = "EXPLAIN SELECT id FROM deal_search('acme', status => 'open') LIMIT 2";
    let plan = rows(&account.session, sql).await.unwrap();
    let summary = plan.iter().find(|row| row[0] == "pipedrive_requests").unwrap();
    assert_eq!(
        summary[1],
        "PipedriveScan: deal_search\n  request:  GET /api/v2/deals/search?term=acme&status=open&limit=2\n  \
         columns:  id\n  pushed:   term=acme (exact), status=open (exact)\n  limit:    2\n  \
         estimate: about 1 request, 20 tokens\nTotal estimate: about 1 request, 20 tokens"
    );
    assert_eq!(account.requests(), [""; 0]);
}

#[tokio::test]
async fn pushdown_off_gives_the_same_rows() {
    let account = searched().await;
    rows(&account.session, "SET pipedrive.pushdown = false").await.unwrap();
    let sql = "SELECT id FROM deal_search('acme') WHERE id > 1 LIMIT 1";
    account.check(sql, &["2"], &["/api/v2/deals/search?term=acme&limit=500"]).await;
}

#[tokio::test]
async fn a_search_joins_with_other_sources_and_with_itself() {
    let account = searched().await;
    let sql = "SELECT a.id, b.title FROM deal_search('a') a JOIN deal_search('b') b ON a.id = b.id + 2 ORDER BY 1";
    let both = rows(&account.session, sql).await.unwrap();
    assert_eq!(both, [["3", "Deal 1"]]);
    let sql = "WITH found AS (SELECT * FROM deal_search('a')) SELECT count(*), max(deal_search.id) FROM deal_search('a'), \
               (SELECT max(id) AS top FROM found) t WHERE deal_search.id = t.top";
    assert_eq!(rows(&account.session, sql).await.unwrap(), [["1", "3"]]);
}

#[tokio::test]
async fn functions_are_listed_with_their_parameters_and_columns() {
    let account = Scripted::new(Vec::new()).await;
    let sql = "SELECT routine_type, function_type, syntax_example FROM information_schema.routines \
               WHERE routine_name = 'users_find'";
    account.check(sql, &["FUNCTION | TABLE | users_find(term => …, [search_by_email => …])"], &[]).await;
    let sql = "SELECT parameter_mode, ordinal_position, parameter_name, data_type FROM information_schema.parameters \
               WHERE specific_name = 'pipedrive_get' ORDER BY 1, 2";
    let expect = [
        "IN | 1 | path | String",
        "IN | 2 | parameters | String",
        "OUT | 1 | position | Int64",
        "OUT | 2 | data | String",
    ];
    account.check(sql, &expect, &[]).await;
}

#[tokio::test]
async fn functions_work_in_a_context_of_somebody_else() {
    let account = searched().await;
    let ctx = SessionContext::new();
    register(&ctx, &account.connection).unwrap();
    let collect = async |sql: &str| {
        let frame = ctx.sql(sql).await.map_err(Error::from)?;
        let batches = frame.collect().await.map_err(Error::from)?;
        Ok::<_, Error>(batches.iter().flat_map(texts).collect::<Vec<_>>())
    };
    let sql = "SELECT id FROM deal_search('acme', status => 'won') LIMIT 1";
    assert_eq!(collect(sql).await.unwrap(), [["1"]]);
    assert_eq!(account.requests(), ["/api/v2/deals/search?term=acme&status=won&limit=1"]);
    let function = ctx.table_function("deal_search").unwrap();
    let (exprs, state) = ([datafusion::prelude::lit("acme")], ctx.state());
    let arguments = TableFunctionArgs::new(&exprs, &state);
    let table = function.create_table_provider_with_args(arguments).unwrap();
    let batches: Vec<RecordBatch> = ctx.read_table(table).unwrap().limit(0, Some(1)).unwrap().collect().await.unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 1);
    assert_eq!(account.requests(), ["/api/v2/deals/search?term=acme&limit=1"]);
    let error = collect("SELECT * FROM deal_search(status => 'won')").await.unwrap_err();
    assert_eq!(error.to_string(), "`deal_search` needs `term`");
}
