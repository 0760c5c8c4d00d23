//! Requests against a script, on a paused clock: retries, limits, refusals.

use futures::future::join_all;
use reqwest::header::HeaderValue;

use super::*;
use crate::ErrorKind;
use crate::testing::{DEAL, DEALS, Reply, TOKEN, client, client_with};
use crate::transport::Failure;

mod adversity;
mod messages;
mod writes;

fn deals() -> ApiRequest {
    ApiRequest::new(DEALS)
}

fn dropped() -> Reply {
    Reply::Fail(Failure::Dropped("connection reset".to_owned()))
}

/// Sends one request to a server that misbehaves in this way first and is well from then on.
async fn check_recovery(misfortunes: usize, reply: fn() -> Reply, expect_requests: u64) {
    let (client, script) = client(move |number, _| if number < misfortunes { reply() } else { Reply::data("[1]") });
    let scope = QueryScope::default();
    let answer = client.send(&deals(), &scope).await;
    assert_eq!(answer.is_ok(), expect_requests > u64::try_from(misfortunes).unwrap(), "{answer:?}");
    let counts = scope.counts();
    let expect = (expect_requests, expect_requests * 10, expect_requests - 1, 0);
    assert_eq!((counts.requests, counts.tokens, counts.retries, counts.in_flight), expect);
    assert_eq!(client.totals(), counts, "the client counts what the query counts");
    assert_eq!(u64::try_from(script.paths().len()).unwrap(), expect_requests);
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again_and_counted() {
    for reply in [
        dropped,
        || Reply::Fail(Failure::Connect("connection refused".to_owned())),
        || Reply::Fail(Failure::Timeout(Duration::from_secs(1))),
        || Reply::body(500, "{}"),
        || Reply::body(502, "<html>"),
        || Reply::body(503, ""),
        || Reply::body(504, "{}"),
        || Reply::body(200, r#"{"success":true,"data":[{"id":"#),
        || Reply::body(200, ""),
    ] {
        check_recovery(1, reply, 2).await;
        check_recovery(4, reply, 5).await;
        check_recovery(5, reply, 5).await;
    }
    check_recovery(2, || Reply::Fail(Failure::UnknownHost("x".to_owned())), 3).await;
    check_recovery(3, || Reply::Fail(Failure::UnknownHost("x".to_owned())), 3).await;
    check_recovery(5, || Reply::body(429, "{}"), 6).await;
    check_recovery(7, || Reply::body(429, "{}").with("x-ratelimit-reset", 2), 8).await;
    check_recovery(8, || Reply::body(429, "{}").with("x-ratelimit-reset", 2), 8).await;
}

#[tokio::test(start_paused = true)]
async fn what_will_not_pass_is_not_tried_again() {
    for reply in [
        || Reply::body(400, "{}"),
        || Reply::body(403, "{}"),
        || Reply::body(403, "<html>"),
        || Reply::body(404, "{}"),
        || Reply::body(501, "{}"),
        || Reply::body(302, ""),
        || Reply::body(200, "<html>"),
        || Reply::body(200, r#"{"success":false}"#),
        || Reply::body(429, "{}").with("x-daily-ratelimit-token-remaining", 0),
        || Reply::Fail(Failure::Tls("unknown issuer".to_owned())),
        || Reply::Fail(Failure::TooLarge(1)),
    ] {
        check_recovery(1, reply, 1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_without_its_key_is_not_sent() {
    let (client, script) = client(|_, _| Reply::data("{}"));
    let error = client.send(&ApiRequest::new(DEAL), &QueryScope::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot send `GET /api/v2/deals/{id}`: nothing was given for `{id}`");
    assert_eq!(error.kind(), ErrorKind::Internal);
    assert!(script.paths().is_empty());
}

/// Sends one request with these tokens to a server that accepts only `good`.
async fn check_tokens(tokens: &[&'static str], good: &'static str, sent: &[&str], ok: bool) {
    let good_at = tokens.iter().position(|token| *token == good).unwrap_or(tokens.len());
    let (client, script) =
        client_with(
            tokens,
            8,
            move |number, _| if number < good_at { Reply::body(401, "{}") } else { Reply::data("1") },
        );
    let result = client.send(&deals(), &QueryScope::default()).await;
    assert_eq!(result.is_ok(), ok, "{result:?}");
    assert_eq!(script.seen().iter().map(|seen| seen.token.as_str()).collect::<Vec<_>>(), sent);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once() {
    check_tokens(&["one-token"], "one-token", &["one-token"], true).await;
    check_tokens(&["old-token", "new-token"], "new-token", &["old-token", "new-token"], true).await;
    check_tokens(&["old-token"], "another", &["old-token"], false).await;
    check_tokens(&["a-token", "b-token", "c-token"], "c-token", &["a-token", "b-token"], false).await;
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_back_every_request_of_the_token() {
    let (client, script) = client(|number, _| match number {
        0 => Reply::body(429, "{}").with("retry-after", 5),
        _ => Reply::data("[]"),
    });
    let scope = QueryScope::default();
    let (first, second) = (deals().param("n", "1"), deals().param("n", "2"));
    client.send(&first, &scope).await.unwrap();
    client.send(&second, &scope).await.unwrap();
    assert_eq!(script.times(), [0, 5000, 5000]);
    assert_eq!(script.paths(), ["/api/v2/deals?n=1", "/api/v2/deals?n=1", "/api/v2/deals?n=2"]);
    assert_eq!(scope.counts().waited, Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_429_that_asks_for_too_long_a_wait_is_an_error_at_once() {
    let (client, script) = client(|_, _| Reply::body(429, "{}").with("retry-after", 3600));
    for _ in 0..2 {
        let error = client.send(&deals(), &QueryScope::default()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert!(error.hints()[0].contains("wait 60 minutes"), "{:?}", error.hints());
    }
    assert_eq!(script.times(), [0], "the second one was not even sent");
}

#[tokio::test(start_paused = true)]
async fn a_block_stops_everything_for_a_minute() {
    let (client, script) = client(|number, _| if number == 0 { Reply::body(403, "<html>") } else { Reply::data("[]") });
    let scope = QueryScope::default();
    for _ in 0..3 {
        assert!(matches!(client.send(&deals(), &scope).await, Err(ClientError::Blocked { .. })));
    }
    assert_eq!((script.times().as_slice(), scope.counts().requests, scope.counts().tokens), ([0].as_slice(), 1, 10));
    tokio::time::advance(Duration::from_mins(1)).await;
    client.send(&deals(), &scope).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_burst_limit_starts_small_and_follows_the_headers() {
    let (client, script) = client(|number, _| match number {
        0..=20 => Reply::data("[]"),
        _ => Reply::data("[]").with("x-ratelimit-limit", 40).with("x-ratelimit-remaining", 38),
    });
    let scope = QueryScope::default();
    join_all((0..60).map(|_| async { client.send(&deals(), &scope).await.unwrap() })).await;
    let times = script.times();
    assert!(times[..20].iter().all(|time| *time == 0), "{times:?}");
    assert_eq!(times[20] / 10, 202);
    assert!(times[20..].iter().all(|time| time / 10 == 202), "{times:?}");
    assert_eq!(client.budget().burst_limit, Some(40));
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_in_flight_than_allowed() {
    let (client, script) =
        client_with(&[TOKEN], 3, |_, _| Reply::After(Duration::from_millis(100), Box::new(Reply::data("[]"))));
    let scope = QueryScope::default();
    let request = deals();
    let most = std::sync::atomic::AtomicU64::new(0);
    let watch = async {
        loop {
            most.fetch_max(scope.counts().in_flight, std::sync::atomic::Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        () = watch => {}
        _ = join_all((0..7).map(|_| client.send(&request, &scope))) => {}
    }
    assert_eq!(most.into_inner(), 3);
    assert_eq!(script.times().iter().map(|time| time / 100).collect::<Vec<_>>(), [0, 0, 0, 1, 1, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_query_that_may_not_spend_more_sends_nothing_more() {
    let (client, script) = client(|_, _| Reply::data("[]").with("x-daily-ratelimit-token-remaining", 100));
    let (scope, request) = (QueryScope::new(Some(25), None), deals());
    let results = join_all((0..4).map(|_| client.send(&request, &scope))).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2);
    for error in results.into_iter().filter_map(Result::err) {
        assert!(matches!(error, ClientError::TokenLimit { needed: 10, limit: 25, spent: 20 }), "{error:?}");
    }
    let careful = QueryScope::new(None, Some(91));
    let error = client.send(&deals(), &careful).await.unwrap_err();
    assert!(matches!(error, ClientError::TokenReserve { needed: 10, left: 100, reserve: 91 }), "{error:?}");
    assert_eq!((script.paths().len(), careful.counts()), (2, Counts::default()));
}

#[tokio::test(start_paused = true)]
async fn a_retry_pays_again_and_stops_at_the_limit() {
    let (client, script) = client(|_, _| Reply::body(500, "{}"));
    let error = client.send(&deals(), &QueryScope::new(Some(20), None)).await.unwrap_err();
    assert!(matches!(error, ClientError::TokenLimit { spent: 20, .. }), "{error:?}");
    assert_eq!(script.paths().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_after_the_deadline() {
    let slow = || Reply::After(Duration::from_secs(50), Box::new(dropped()));
    let (client, script) = client(move |_, _| slow());
    let error = client.send(&deals(), &QueryScope::default()).await.unwrap_err();
    assert!(matches!(error, ClientError::GaveUp { attempts: 3, .. }), "{error:?}");
    assert!(error.is_retryable());
    assert!(script.times().iter().all(|time| *time <= 120_000), "{:?}", script.times());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_request_frees_its_place_and_stays_paid() {
    let (client, _) = client_with(&[TOKEN], 1, |number, _| if number == 0 { Reply::Hang } else { Reply::data("[]") });
    let scope = QueryScope::default();
    let request = deals();
    {
        let send = client.send(&request, &scope);
        tokio::pin!(send);
        assert!(futures::poll!(&mut send).is_pending());
        assert_eq!(scope.counts().in_flight, 1);
    }
    client.send(&request, &scope).await.unwrap();
    let counts = scope.counts();
    assert_eq!((counts.requests, counts.tokens, counts.retries, counts.in_flight), (2, 20, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_body_is_null() {
    let (client, _) = client(|_, _| Reply::body(204, ""));
    let answer = client.send(&deals(), &QueryScope::default()).await.unwrap();
    assert_eq!((answer.shape, answer.data.as_ref()), (crate::DataShape::Null, b"null".as_slice()));
}

#[tokio::test(start_paused = true)]
async fn the_current_user_costs_two_tokens() {
    let (client, script) = client(|_, _| Reply::data(r#"{"id":1,"name":"Ada"}"#));
    let scope = QueryScope::default();
    assert_eq!(client.current_user(&scope).await.unwrap().name, "Ada");
    assert_eq!((script.paths(), scope.counts().tokens), (vec!["/api/v1/users/me".to_owned()], 2));
}

#[tokio::test(start_paused = true)]
async fn the_debug_form_shows_no_credential() {
    let (client, _) = client(|_, _| Reply::Hang);
    let text = format!("{client:?} {:?}", client.pages(deals(), Arc::default()));
    assert!(text.contains("127.0.0.1") && !text.contains(TOKEN), "{text}");
}
