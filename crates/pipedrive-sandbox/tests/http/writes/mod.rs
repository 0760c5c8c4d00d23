//! What clients write: bodies, refusals, and what is read afterwards.

mod cores;
mod deal_products;
mod faults;
mod prices;
mod rules;
mod shelves;
mod whole;

use serde_json::Value;

use crate::support::{Api, Reply};

/// Sends a request and expects its status.
async fn send(api: &Api, (method, path): (&str, &str), body: &Value, status: u16) -> Reply {
    let body = (!body.is_null()).then_some(body);
    let reply = api.send(method, path, body).await;
    assert_eq!(reply.status, status, "{method} {path} {body:?}: {}", reply.text);
    reply
}

/// The same, and the `data` of the answer.
async fn data(api: &Api, request: (&str, &str), body: &Value, status: u16) -> Value {
    send(api, request, body, status).await.json()["data"].clone()
}

/// Whether a row has these members, those of objects in it included.
#[track_caller]
fn check(row: &Value, expect: &Value, context: &str) {
    match (row, expect) {
        (Value::Object(_), Value::Object(members)) => {
            for (name, expect) in members {
                check(&row[name], expect, &format!("{context}.{name}"));
            }
        }
        (Value::Number(row), Value::Number(expect)) => assert_eq!(row.as_f64(), expect.as_f64(), "{context}"),
        _ => assert_eq!(row, expect, "{context}"),
    }
}

/// Reads what a path answers as `data`.
async fn read(api: &Api, path: &str) -> Value {
    let reply = api.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply.json()["data"].clone()
}
