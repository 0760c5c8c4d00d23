//! Tests of what may be asked for.

use super::*;

fn check(path: &str, parameters: Option<&str>, expect: &str) {
    let shown = match Target::parse(path, parameters) {
        Ok(target) => format!("{} for {}", target.request(500).target(), target.route.cost),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expect, "{path}");
}

#[test]
fn a_known_operation_has_its_price_and_its_pages() {
    check("/v2/deals", None, "GET /api/v2/deals?limit=500 for 10");
    check("/api/v2/deals/", None, "GET /api/v2/deals?limit=500 for 10");
    check("/api/v2/deals/7", None, "GET /api/v2/deals/7 for 1");
    check("/v2/deals/search", Some(r#"{"term": "a b"}"#), "GET /api/v2/deals/search?term=a%20b&limit=500 for 20");
    check("/v1/users/me", None, "GET /api/v1/users/me for 2");
}

#[test]
fn an_operation_nobody_knows_has_the_usual_price() {
    check("/v1/no/such/thing", None, "GET /api/v1/no/such/thing for 20");
    check("/v2/nothing", Some(r#"{"limit": 5}"#), "GET /api/v2/nothing?limit=5 for 10");
}

#[test]
fn parameters_come_from_the_query_and_from_the_object() {
    check("/v2/nothing?a=1&b=x%26y+z", None, "GET /api/v2/nothing?a=1&b=x%26y%20z for 10");
    let object = r#"{"a": true, "b": null, "c": [1, "two"], "d": 1.5}"#;
    check("/v2/nothing", Some(object), "GET /api/v2/nothing?a=true&c=1,two&d=1.5 for 10");
    check("/v2/nothing?a=1", Some(r#"{"a": 2}"#), "`a` is given twice");
    check("/v2/nothing", Some(r#"{"a": {}}"#), "`a` takes a text, a number, `true`, `false` or a list of these");
    check("/v2/nothing", Some("[]"), "`parameters` takes the text of a JSON object");
    check("/v2/nothing?a=%4", None, "the query of the path is not percent-encoded UTF-8");
    check("/v2/nothing?a=1#b", None, "the query of the path is not percent-encoded UTF-8");
}

#[test]
fn a_page_size_stays_below_the_sessions() {
    check("/v2/deals?limit=50", None, "GET /api/v2/deals?limit=50 for 10");
    check("/v2/deals?limit=5000", None, "GET /api/v2/deals?limit=500 for 10");
    check("/v2/deals?limit=0", None, "`limit` takes the number of elements a page holds");
}

#[test]
fn only_paths_of_the_api_are_asked_for() {
    for path in [
        "",
        "deals",
        "/deals",
        "/v3/deals",
        "/v1",
        "/v1/",
        "/v10/deals",
        "https://example.com/v1/deals",
        "//example.com/v1/deals",
        "/v1//example.com",
        "/v1/../../oauth",
        "/v1/./deals",
        "/v1/.../deals",
        "/v1/%2e%2e/deals",
        "/v1/deals\\..",
        "/v1/deals;x",
        "/v1/{id}",
        "/v1/deals @example.com",
        "/oauth/token",
    ] {
        check(path, None, &format!("`{path}` is no path of the API"));
    }
}

#[test]
fn credentials_and_positions_are_not_the_callers_to_give() {
    let secret =
        |name: &str| format!("`{name}` is no parameter to pass: requests carry the credentials of the connection");
    check("/v1/users?api_token=s3cret", None, &secret("api_token"));
    check("/v1/users?API%5FToken=s3cret", None, &secret("API_Token"));
    check("/v1/users", Some(r#"{"access_token": "s3cret"}"#), &secret("access_token"));
    check("/v2/deals?cursor=x", None, "`cursor` is no parameter to pass: all pages are read");
    check("/v1/leads", Some(r#"{"start": 100}"#), "`start` is no parameter to pass: all pages are read");
}
