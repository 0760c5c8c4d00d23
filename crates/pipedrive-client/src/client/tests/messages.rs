//! What each failure says, what kind it is and what it advises.

use super::*;

/// Sends one request that always gets this reply and compares the error.
async fn check_error(reply: fn() -> Reply, message: &str, kind: ErrorKind, native: i32, hint: &str) {
    let (client, _) = client(move |_, _| reply());
    let error = client.send(&deals(), &QueryScope::default()).await.unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!((error.kind(), error.native_code()), (kind, native), "{message}");
    let hints = error.hints().join("; ");
    assert!(hints.contains(hint) && hints.is_empty() == hint.is_empty(), "{hints}");
    for text in [error.to_string(), format!("{error:?}"), hints] {
        assert!(!text.contains(&TOKEN[..12]), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_failure_has_its_message_kind_and_hint() {
    use ErrorKind as Kind;
    check_error(
        || Reply::body(401, r#"{"success":false,"error":"unauthorized access","errorCode":401}"#),
        "Pipedrive refused the API token (401)",
        Kind::Unauthenticated,
        401,
        "Settings > Personal preferences > API",
    )
    .await;
    check_error(
        || Reply::body(503, r#"{"error":"Maintenance"}"#).with("x-correlation-id", HeaderValue::from_static("c-42")),
        "no answer from `127.0.0.1` to `GET /api/v2/deals` after 5 attempts: Pipedrive answered 503 to \
         `GET /api/v2/deals`: Maintenance (correlation id `c-42`)",
        Kind::Unavailable,
        503,
        "c-42",
    )
    .await;
    check_error(
        dropped,
        "no answer from `127.0.0.1` to `GET /api/v2/deals` after 5 attempts: the connection broke: connection reset",
        Kind::Unavailable,
        0,
        "proxy or firewall",
    )
    .await;
    check_error(
        || Reply::Fail(Failure::Timeout(Duration::from_millis(1_500))),
        "no answer from `127.0.0.1` to `GET /api/v2/deals` after 5 attempts: no complete answer within 1.5 s",
        Kind::Timeout,
        0,
        "`Timeout`",
    )
    .await;
    check_error(
        || Reply::Fail(Failure::UnknownHost("127.0.0.1".to_owned())),
        "cannot find the host `127.0.0.1`, which comes from `BaseURL`",
        Kind::Configuration,
        0,
        "spelling of `BaseURL`",
    )
    .await;
    check_error(
        || Reply::Fail(Failure::Tls("unknown issuer".to_owned())),
        "cannot trust the server at `127.0.0.1`: unknown issuer",
        Kind::Unavailable,
        0,
        "`SSLServerCert`",
    )
    .await;
    check_error(
        || {
            Reply::body(429, "{}")
                .with("x-daily-ratelimit-token-limit", 30_000)
                .with("x-daily-ratelimit-token-remaining", 0)
        },
        "the company's daily budget of API tokens is spent (0 of 30000 left)",
        Kind::BudgetSpent,
        429,
        "resets at midnight",
    )
    .await;
    check_error(
        || Reply::body(429, "{}"),
        "Pipedrive's rate limit did not let `GET /api/v2/deals` through after 6 attempts",
        Kind::RateLimited,
        429,
        "share its limit",
    )
    .await;
    check_error(
        || Reply::body(403, "<html>Access denied</html>"),
        "Pipedrive blocks this token for now: it answered 403 with a page instead of data",
        Kind::RateLimited,
        403,
        "nothing more is sent with it for 60 seconds",
    )
    .await;
    check_error(
        || Reply::body(301, "").with("location", HeaderValue::from_static("https://www.pipedrive.com/login?next=x")),
        "`127.0.0.1` answered with a redirect (301) to `https://www.pipedrive.com/login`",
        Kind::Configuration,
        301,
        "`CompanyDomain` is probably wrong",
    )
    .await;
    check_error(
        || {
            Reply::body(
                400,
                r#"{"success":false,"error":"Validation failed: x","code":"ERR_SCHEMA_VALIDATION_FAILED"}"#,
            )
        },
        "Pipedrive answered 400 to `GET /api/v2/deals`: Validation failed: x",
        Kind::InvalidArgument,
        400,
        "",
    )
    .await;
    check_error(
        || Reply::body(402, r#"{"error":"Required suites missing"}"#),
        "Pipedrive answered 402 to `GET /api/v2/deals`: Required suites missing",
        Kind::PlanLimit,
        402,
        "plan",
    )
    .await;
    check_error(
        || Reply::body(200, r#"{"success":false,"error":"odd"}"#),
        "Pipedrive answered 200 to `GET /api/v2/deals`: odd",
        Kind::Protocol,
        200,
        "",
    )
    .await;
    check_error(
        || {
            Reply::body(200, &format!("<html>{TOKEN}</html>"))
                .with("content-type", HeaderValue::from_static("text/html"))
        },
        "unexpected answer to `GET /api/v2/deals` (200, text/html): it is not the JSON object it should be, from \
         line 1 column 1; it begins `<html>***</html>`",
        Kind::Protocol,
        200,
        "report",
    )
    .await;
    check_error(
        || Reply::body(200, r#"{"data":["#).with("content-type", HeaderValue::from_static("application/json")),
        "unexpected answer to `GET /api/v2/deals` (200, application/json): the body ends too early, 5 times in a row; \
         it begins `{\"data\":[`",
        Kind::Protocol,
        200,
        "report",
    )
    .await;
}
