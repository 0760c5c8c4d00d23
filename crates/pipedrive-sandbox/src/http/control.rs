//! The sandbox's own routes below `/__sandbox`: the request log and the fault plan. They are neither counted nor
//! limited, and need no token.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::json;

use super::State;
use crate::FaultPlan;
use crate::data::{File, Table};

/// Routes that look into the sandbox and steer it.
pub(crate) fn control_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/__sandbox/requests", get(list_requests).delete(clear_requests))
        .route("/__sandbox/faults", put(set_faults))
        .route("/__storage/{id}", get(stored_file))
}

/// The content of a file, to whoever knows its address.
async fn stored_file(Shared(state): Shared<Arc<State>>, Path(id): Path<u32>) -> Response {
    let account = &state.account;
    if !account.is_live(Table::Files, id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let content = account.content(&File::new(account, id));
    ([(CONTENT_TYPE, "application/octet-stream")], content).into_response()
}

async fn list_requests(Shared(state): Shared<Arc<State>>) -> Response {
    Json(state.log.all()).into_response()
}

async fn clear_requests(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.log.clear();
    StatusCode::NO_CONTENT
}

/// Takes a plan as JSON, `{"rules": [{"path": "deals", "fault": "429", "times": 3}]}`, or as text, `deals:429*3`.
async fn set_faults(Shared(state): Shared<Arc<State>>, body: Bytes) -> Response {
    let plan = match std::str::from_utf8(&body) {
        Ok(text) if text.trim_start().starts_with('{') => {
            serde_json::from_str::<FaultPlan>(text).map_err(|error| error.to_string())
        }
        Ok(text) => text.parse::<FaultPlan>().map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match plan {
        Ok(plan) => {
            state.set_faults(plan);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            let body = json!({"error": error}).to_string();
            (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/json")], body).into_response()
        }
    }
}
