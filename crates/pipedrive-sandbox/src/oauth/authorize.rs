//! `GET /oauth/authorize`, which asks, and `POST /oauth/authorize`, which takes the answer.

use axum::http::StatusCode;
use url::Url;

use super::authority::Consent;
use super::form::Form;
use super::page;
use super::refusal::Refusal;
use crate::http::{Outcome, State};

/// Scripts, frames and outside resources have no place on these pages. There is no `form-action`: Chromium applies it
/// to the redirect that follows a form, which leads to the app.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The consent page, for an app and a callback address that are known. `scope` is not looked at, because the app's
/// scopes are fixed where it is registered.
pub(super) fn ask(state: &State, query: &Form) -> Outcome {
    let app = &state.config.oauth;
    if query.get("client_id") != Some(app.client_id.as_str()) {
        return refuse("This app is unknown", "The client id in the link belongs to no app.");
    }
    let Some(given) = query.get("redirect_uri") else {
        return refuse("The link is incomplete", "It has no callback address (redirect_uri).");
    };
    let Some(callback) = app.callback(given) else {
        let known = app.callback_urls.join(", ");
        let text =
            format!("{given} is no callback address of this app. It has: {known}. They must be equal to the letter.");
        return refuse("The callback address is not registered", &text);
    };
    let consent = Consent { callback: callback.to_owned(), state: query.get("state").map(str::to_owned) };
    if query.get("response_type").is_some_and(|kind| kind != "code") {
        return send_back(&consent, "error", "unsupported_response_type");
    }
    let ticket = state.authority.ask(consent);
    html(StatusCode::OK, page::consent(&state.config, &state.account, callback, &ticket))
}

/// Sends the browser back to the app, with a code or with the news that there is none.
pub(super) fn answer(state: &State, form: Result<&Form, Refusal>) -> Outcome {
    let decision = form.ok().and_then(|form| Some((form.get("consent")?, form.get("decision")?)));
    let Some((ticket, decision @ ("allow" | "deny"))) = decision else {
        return refuse("The answer is incomplete", "Go back to the app and start again.");
    };
    let Some(consent) = state.authority.answered(ticket) else {
        return refuse(
            "This page is too old",
            "It was answered already, or a while ago. Go back to the app and start again.",
        );
    };
    if decision == "allow" {
        send_back(&consent, "code", &state.authority.issue_code(&consent.callback))
    } else {
        send_back(&consent, "error", "user_denied")
    }
}

/// A redirect to the callback address, whose own query stays.
fn send_back(consent: &Consent, name: &str, value: &str) -> Outcome {
    let mut url = Url::parse(&consent.callback).expect("callback addresses are checked when the sandbox starts");
    url.query_pairs_mut().append_pair(name, value);
    if let Some(state) = &consent.state {
        url.query_pairs_mut().append_pair("state", state);
    }
    html(StatusCode::FOUND, String::new()).with_header("location", url)
}

fn refuse(title: &str, text: &str) -> Outcome {
    html(StatusCode::BAD_REQUEST, page::refusal(title, text))
}

fn html(status: StatusCode, body: String) -> Outcome {
    Outcome::html(status, body)
        .with_header("content-security-policy", POLICY)
        .with_header("x-frame-options", "DENY")
        .with_header("x-content-type-options", "nosniff")
        .with_header("referrer-policy", "no-referrer")
}
