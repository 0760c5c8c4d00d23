//! Answers other than success, with the bodies the API sends.

use axum::http::StatusCode;
use serde_json::json;

const SUPPORT: &str = "Please check developers.pipedrive.com";
const DETAILED_SUPPORT: &str = "Please check developers.pipedrive.com for more information about Pipedrive API.";

/// An answer without rows.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// Headers beyond the usual ones.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Failure {
    fn json(status: StatusCode, body: &serde_json::Value) -> Self {
        Self { status, content_type: "application/json; charset=utf-8", body: body.to_string(), headers: Vec::new() }
    }

    fn page(status: StatusCode, title: &str, text: &str) -> Self {
        let body = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{title}</title></head>\n<body><h1>{title}</h1><p>{text}</p>\
             </body></html>\n"
        );
        Self { status, content_type: "text/html; charset=utf-8", body, headers: Vec::new() }
    }

    fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The gateway's answer to a missing or wrong token.
    pub(crate) fn unauthorized() -> Self {
        let body = json!({"success": false, "error": "unauthorized access", "errorCode": 401, "error_info": SUPPORT});
        Self::json(StatusCode::UNAUTHORIZED, &body).with_header("x-401-by-gw", "true")
    }

    /// The answer to an expired or unknown OAuth access token.
    pub(crate) fn invalid_access_token() -> Self {
        let body = json!({
            "success": false, "error": "Invalid token: access_token is invalid", "errorCode": 401, "error_info": SUPPORT
        });
        Self::json(StatusCode::UNAUTHORIZED, &body).with_header("x-401-by-gw", "true")
    }

    /// OAuth only: the path is unknown or none of its scopes is granted.
    pub(crate) fn scope_mismatch() -> Self {
        let body =
            json!({"success": false, "error": "Scope and URL mismatch", "errorCode": 403, "error_info": SUPPORT});
        Self::json(StatusCode::FORBIDDEN, &body)
    }

    /// v2 with an API token, or a path outside the API.
    pub(crate) fn unknown_path() -> Self {
        Self::page(StatusCode::NOT_FOUND, "404 Not Found", "The page you are looking for does not exist.")
    }

    /// An upload that is too large.
    pub(crate) fn too_large() -> Self {
        let body = json!({"success": false, "error": "File is too large", "error_info": SUPPORT, "data": null,
            "additional_data": null});
        Self::json(StatusCode::PAYLOAD_TOO_LARGE, &body)
    }

    /// v1: an unknown path.
    pub(crate) fn unknown_method() -> Self {
        let body = json!({"success": false, "error": "Unknown method .", "error_info": SUPPORT, "data": null,
            "additional_data": null});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    /// A method the path does not have.
    pub(crate) fn method_not_allowed() -> Self {
        let body = json!({"success": false, "error": "Method not allowed", "error_info": SUPPORT, "data": null,
            "additional_data": null});
        Self::json(StatusCode::METHOD_NOT_ALLOWED, &body)
    }

    /// What the service for webhooks says is wrong with a member of a request.
    pub(crate) fn webhook(status: StatusCode, member: &str, problem: &str) -> Self {
        Self::json(status, &json!({"status": "error", "success": false, "errors": {member: [problem]}}))
    }

    /// The user lacks the rights.
    pub(crate) fn no_permission() -> Self {
        let body = json!({"success": false, "error": "You do not have permissions to do this.", "error_info": SUPPORT,
            "data": null, "additional_data": null});
        Self::json(StatusCode::FORBIDDEN, &body)
    }

    /// The company lacks an add-on.
    pub(crate) fn no_add_on(status: StatusCode, error: &str) -> Self {
        let body = json!({"success": false, "error": error, "error_info": SUPPORT, "data": null,
            "additional_data": null});
        Self::json(status, &body)
    }

    /// v2: everything that is wrong with the request, in one message.
    pub(crate) fn validation(problems: &[String]) -> Self {
        let body = json!({
            "success": false,
            "error": format!("Validation failed: {}", problems.join("; ")),
            "code": "ERR_SCHEMA_VALIDATION_FAILED",
        });
        Self::json(StatusCode::BAD_REQUEST, &body)
    }

    /// v1: something is wrong with the request.
    pub(crate) fn bad_request() -> Self {
        let body = json!({"success": false, "error": "Bad request", "error_info": DETAILED_SUPPORT, "data": null,
            "additional_data": null});
        Self::json(StatusCode::BAD_REQUEST, &body)
    }

    /// No record with that id.
    pub(crate) fn not_found(entity: &str) -> Self {
        let body = json!({"success": false, "error": format!("{entity} not found"), "error_info": SUPPORT,
            "data": null, "additional_data": null});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    /// v1: no lead with that id.
    pub(crate) fn lead_not_found() -> Self {
        let body = json!({"success": false, "error": "requested lead not found",
            "error_info": "Object was not found.", "data": null, "additional_data": null});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    /// v1: no call log with that id, or it is somebody else's.
    pub(crate) fn call_log_not_found() -> Self {
        let body = json!({"success": false, "error": "A resource required for this operation was not found.",
            "error_info": DETAILED_SUPPORT, "data": null, "additional_data": null});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    /// v1: no team with that id.
    pub(crate) fn team_not_found(id: &str) -> Self {
        Self::json(StatusCode::NOT_FOUND, &json!({"success": false, "error": format!("Team {id} does not exist")}))
    }

    /// No conversion of that id, or not of that record.
    pub(crate) fn conversion_not_found() -> Self {
        let body = json!({"success": false, "error": "Entity was not found",
            "error_info": "Object was not found.", "data": null, "additional_data": null});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    /// The company's plan does not have the feature.
    pub(crate) fn beyond_plan(feature: &str) -> Self {
        let body = json!({"success": false, "error": format!("{feature} are not available on your current plan"),
            "error_info": SUPPORT, "data": null, "additional_data": null});
        Self::json(StatusCode::FORBIDDEN, &body)
    }

    /// An answer that says nothing but what is wrong.
    pub(crate) fn plain(status: StatusCode, error: &str) -> Self {
        Self::json(status, &json!({"success": false, "error": error}))
    }

    /// v1: no user with that id.
    pub(crate) fn user_not_found() -> Self {
        Self::json(StatusCode::NOT_FOUND, &json!({"success": false, "error": "User not found or not accessible."}))
    }

    /// Too many requests within two seconds, or no budget left: the body does not tell which.
    pub(crate) fn too_many_requests() -> Self {
        let body = json!({"success": false, "error": "Request over limit", "errorCode": 429, "error_info": SUPPORT});
        Self::json(StatusCode::TOO_MANY_REQUESTS, &body)
    }

    /// What Cloudflare answers to clients that went on after many 429s.
    pub(crate) fn blocked() -> Self {
        Self::page(StatusCode::FORBIDDEN, "Access denied", "You have been temporarily blocked (error 1015).")
    }

    /// v2: the server failed.
    pub(crate) fn internal() -> Self {
        let body = json!({"success": false, "error": "Internal Server Error", "code": "ERR_UNKNOWN"});
        Self::json(StatusCode::INTERNAL_SERVER_ERROR, &body)
    }

    /// Maintenance.
    pub(crate) fn unavailable() -> Self {
        let body = json!({"success": false, "error": "Service temporarily unavailable", "error_info": SUPPORT,
            "data": null, "additional_data": null});
        Self::json(StatusCode::SERVICE_UNAVAILABLE, &body).with_header("retry-after", "1")
    }

    /// A proxy's page about a server that did not answer.
    pub(crate) fn bad_gateway() -> Self {
        Self::page(StatusCode::BAD_GATEWAY, "502 Bad Gateway", "The server did not answer in time.")
    }

    /// A page where JSON was due, with a status that promises JSON.
    pub(crate) fn page_with_ok() -> Self {
        Self::page(StatusCode::OK, "Just a moment", "Checking your browser before accessing Pipedrive.")
    }

    /// A failure that calls itself 200.
    pub(crate) fn unsuccessful() -> Self {
        let body = json!({"success": false, "error": "Something went wrong", "error_info": SUPPORT, "data": null,
            "additional_data": null});
        Self::json(StatusCode::OK, &body)
    }
}
