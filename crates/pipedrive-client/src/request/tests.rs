//! What requests become: addresses, bodies and what is shown of them.

use super::*;
use crate::testing::{DEAL, DEALS, LEADS, STAGES_WHOLE};

fn check(request: &ApiRequest, expect: &str) {
    assert_eq!(request.target(), expect);
}

#[test]
fn a_target_reads_like_the_address_people_know() {
    check(&ApiRequest::new(DEALS), "GET /api/v2/deals");
    check(&ApiRequest::new(DEALS).limit(500).param("stage_id", "13"), "GET /api/v2/deals?stage_id=13&limit=500");
    check(
        &ApiRequest::new(DEALS).param("updated_since", "2026-01-31T00:00:00Z").param("ids", "1,2"),
        "GET /api/v2/deals?updated_since=2026-01-31T00:00:00Z&ids=1,2",
    );
    check(&ApiRequest::new(LEADS).param("q", "a&b=c #d+é"), "GET /api/v1/leads?q=a%26b%3Dc%20%23d%2B%C3%A9");
}

#[test]
fn a_key_cannot_leave_its_place_in_the_path() {
    check(&ApiRequest::new(DEAL).with_key(7), "GET /api/v2/deals/7");
    check(&ApiRequest::new(DEAL).with_key("a/b?c"), "GET /api/v2/deals/a%2Fb%3Fc");
    check(&ApiRequest::new(DEAL).with_key(".."), "GET /api/v2/deals/%252E%252E");
    check(&ApiRequest::new(DEALS).with_key(7), "GET /api/v2/deals");
    check(&ApiRequest::new(DEAL).with_part("{id}", "a/b"), "GET /api/v2/deals/a%2Fb");
    check(&ApiRequest::new(DEAL).with_part("{other}", 7), "GET /api/v2/deals/{id}");
    check(&ApiRequest::new(DEAL).with_path("/deals/7/flow".to_owned()), "GET /api/v2/deals/7/flow");
    assert_eq!(ApiRequest::new(DEAL).open_placeholder(), Some("{id}"));
    assert_eq!(ApiRequest::new(DEAL).with_key(7).open_placeholder(), None);
}

#[test]
fn a_body_travels_unseen() {
    let request = ApiRequest::new(DEALS).with_method(Method::Post).with_json(r#"{"name":"sentinel"}"#);
    check(&request, "POST /api/v2/deals");
    assert_eq!(request.json().map(Bytes::as_ref), Some(br#"{"name":"sentinel"}"#.as_slice()));
    assert!(!format!("{request:?} {request}").contains("sentinel"), "{request:?}");
}

#[test]
fn a_page_size_stays_within_what_the_route_accepts() {
    check(&ApiRequest::new(DEALS).limit(9_999), "GET /api/v2/deals?limit=500");
    check(&ApiRequest::new(DEALS).limit(0), "GET /api/v2/deals?limit=1");
    check(&ApiRequest::new(STAGES_WHOLE).limit(10), "GET /api/v2/stages");
}

#[test]
fn the_shared_host_is_asked_below_v1() {
    let path = |host: &str, route| ApiRequest::new(route).path_and_query(Mount::of_host(host), None);
    assert_eq!(path("api.pipedrive.com", LEADS), "/v1/leads");
    assert_eq!(path("API.pipedrive.com", DEALS), "/api/v2/deals");
    assert_eq!(path("acme.pipedrive.com", LEADS), "/api/v1/leads");
}

#[test]
fn the_position_in_the_list_comes_last() {
    let request = ApiRequest::new(DEALS).param("owner_id", "1").limit(2);
    assert_eq!(
        request.path_and_query(Mount::Company, Some(("cursor", "a=="))),
        "/api/v2/deals?owner_id=1&limit=2&cursor=a%3D%3D"
    );
}
