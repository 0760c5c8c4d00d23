//! Requests that change something: what goes out, and what is sent again.

use super::*;
use crate::DataShape;
use crate::testing::Seen;

const JSON: &str = r#"{"name":"sentinel"}"#;

/// Sends a write to a server that misbehaves in this way so often and then answers this; how often it was sent, and
/// the status or kind of the outcome.
async fn check(method: Method, misfortunes: usize, reply: fn() -> Reply, then: (u16, &str), expect: (usize, bool)) {
    let (status, body) = (then.0, then.1.to_owned());
    let (client, script) =
        client(move |number, _| if number < misfortunes { reply() } else { Reply::body(status, &body) });
    let result = client.send(&deals().with_method(method).with_json(JSON), &QueryScope::default()).await;
    let seen = script.seen();
    assert_eq!((seen.len(), result.is_ok()), expect, "{method:?} {result:?}");
    let is_whole = |seen: &Seen| seen.method == method && seen.body.as_deref() == Some(JSON);
    assert!(seen.iter().all(is_whole), "{seen:?}");
    if let Err(error) = result {
        let doubt = error.hints().iter().any(|hint| hint.contains("not known"));
        assert_eq!(doubt, matches!(error, ClientError::GaveUp { .. }), "{error}");
        assert!(!error.is_retryable() && !format!("{error} {error:?}").contains("sentinel"), "{error:?}");
    }
}

const MADE: (u16, &str) = (201, r#"{"success":true,"data":{"id":7}}"#);
const GONE: (u16, &str) = (404, "{}");

#[tokio::test(start_paused = true)]
async fn what_makes_something_new_is_not_sent_twice() {
    check(Method::Post, 0, dropped, MADE, (1, true)).await;
    check(Method::Post, 1, dropped, MADE, (1, false)).await;
    check(Method::Post, 1, || Reply::body(503, "{}"), MADE, (1, false)).await;
    check(Method::Post, 1, || Reply::body(201, r#"{"success":true,"#), MADE, (1, false)).await;
    check(Method::Post, 1, || Reply::Fail(Failure::Connect("refused".to_owned())), MADE, (2, true)).await;
    check(Method::Post, 2, || Reply::body(429, "{}"), MADE, (3, true)).await;
}

#[tokio::test(start_paused = true)]
async fn what_says_how_it_is_to_be_is_sent_until_it_is() {
    for method in [Method::Put, Method::Patch, Method::Delete] {
        check(method, 2, dropped, MADE, (3, true)).await;
        check(method, 5, || Reply::body(502, "{}"), MADE, (5, false)).await;
        check(method, 1, || Reply::body(400, "{}"), MADE, (1, false)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_once_leaves_its_doubt_to_the_caller() {
    let sent = async |reply: fn() -> Reply| {
        let (client, script) = client(move |number, _| if number == 0 { reply() } else { Reply::body(200, MADE.1) });
        let request = deals().with_method(Method::Patch).with_json(JSON).sent_once();
        let result = client.send(&request, &QueryScope::default()).await;
        (script.seen().len(), result.map_err(|error| error.leaves_doubt()).err())
    };
    assert_eq!(sent(dropped).await, (1, Some(true)));
    assert_eq!(sent(|| Reply::body(503, "{}")).await, (1, Some(true)));
    assert_eq!(sent(|| Reply::body(200, "<html>")).await, (1, Some(true)));
    assert_eq!(sent(|| Reply::body(400, "{}")).await, (1, Some(false)));
    assert_eq!(sent(|| Reply::Fail(Failure::Connect("refused".to_owned()))).await, (2, None));
    assert_eq!(sent(|| Reply::body(429, "{}")).await, (2, None));
}

#[tokio::test]
async fn a_form_goes_out_encoded() {
    let (client, script) = client(|_, _| Reply::body(200, MADE.1));
    let pairs = [("deal_id", "7"), ("note", "a&b=c é")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = deals().with_method(Method::Put).with_form(pairs);
    assert!(request.json().is_none());
    client.send(&request, &QueryScope::default()).await.unwrap();
    assert_eq!(script.seen()[0].body.as_deref(), Some("deal_id=7&note=a%26b%3Dc%20%C3%A9"));
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_after_a_lost_answer_was_removed() {
    check(Method::Delete, 1, dropped, GONE, (2, true)).await;
    check(Method::Delete, 1, || Reply::body(503, "{}"), (410, "{}"), (2, true)).await;
    // Nobody got the first attempt, so it was not there.
    check(Method::Delete, 1, || Reply::body(429, "{}"), GONE, (2, false)).await;
    check(Method::Delete, 0, dropped, GONE, (1, false)).await;
    check(Method::Patch, 1, dropped, GONE, (2, false)).await;
}

#[tokio::test(start_paused = true)]
async fn the_servers_clock_is_told_with_each_answer_and_page() {
    let date = HeaderValue::from_static("Mon, 21 Sep 2026 14:13:25 GMT");
    let (client, _) = client(move |number, _| match number {
        0 => Reply::body(204, "").with("date", date.clone()),
        1 => Reply::data("[1]").with("date", date.clone()),
        2 => Reply::data("[1]").with("date", HeaderValue::from_static("yesterday")),
        _ => Reply::data("[1]"),
    });
    let expect = chrono::DateTime::from_timestamp(1_790_000_005, 0);
    let answer = client.send(&deals(), &QueryScope::default()).await.unwrap();
    assert_eq!((answer.shape, answer.server_time), (DataShape::Null, expect));
    for expect in [expect, None, None] {
        let page = client.pages(deals(), Arc::default()).next().await.unwrap().unwrap();
        assert_eq!(page.server_time, expect);
    }
}
