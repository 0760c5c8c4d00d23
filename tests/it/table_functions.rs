//! Table functions against an account that answers with what a test tells it to.

use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use pipedrive_datafusion::{Error, PipedriveSession, register};
use serde_json::{Value, json};

use crate::fixture::{describe, rows, texts};

/// What the account answers to requests whose path and query hold a text; the first that fits counts.
type Script = Vec<(&'static str, Value)>;

/// An account that plays a script, and the requests that reached it.
struct Scripted {
    connection: String,
    requests: Arc<Mutex<Vec<String>>>,
    session: PipedriveSession,
}

impl Scripted {
    async fn new(script: Script) -> Self {
        let requests = Arc::<Mutex<Vec<String>>>::default();
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

async fn answer(State(state): State<Arc<(Script, Arc<Mutex<Vec<String>>>)>>, uri: Uri) -> Response {
    let (script, requests) = state.as_ref();
    let asked = uri.to_string();
    let body = script.iter().find(|(part, _)| asked.contains(part)).map(|(_, body)| body.clone());
    requests.lock().unwrap().push(asked);
    match body {
        Some(body) => axum::Json(body).into_response(),
        None => (StatusCode::NOT_FOUND, axum::Json(json!({"success": false, "error": "nothing there"}))).into_response(),
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
        ("/deals/search?term=acme&limit=500&cursor=two", found(&[deal(3, 0.5)], None)),
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
