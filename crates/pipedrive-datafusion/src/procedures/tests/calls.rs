//! Every spelling calls, once for each execution and never before.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use arrow::datatypes::DataType;
use async_trait::async_trait;
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;

use super::super::backend::{Arguments, ProcedureBackend};
use super::{Desk, session};
use crate::write::Line;
use crate::{Error, StatementKind};

async fn check(sql: &str, expect: &str) {
    let desk = Desk::new();
    desk.expect(sql).await;
    assert_eq!(desk.calls(), [expect], "{sql}");
}

#[tokio::test]
async fn every_spelling_is_the_same_call() {
    let expect = "GetOAuthAuthorizationURL(AuthMode=WEB State=it's)";
    for call in [
        "CALL GetOAuthAuthorizationURL(AuthMode => 'WEB', State => 'it''s')",
        "call getoauthauthorizationurl(state := 'it''s', authmode := 'WEB')",
        "CALL crm.GetOAuthAuthorizationURL('WEB', NULL, 'it''s')",
        "CALL pipedrive.crm.\"GetOAuthAuthorizationURL\"('WEB', State => 'it''s')",
        "EXEC GetOAuthAuthorizationURL @AuthMode = 'WEB', @State = 'it''s'",
        "EXECUTE GETOAUTHAUTHORIZATIONURL AuthMode = 'WEB', State = 'it''s'",
        "EXEC crm.GetOAuthAuthorizationURL 'WEB', NULL, 'it''s'",
        "EXECUTE GetOAuthAuthorizationURL('WEB', NULL, 'it''s')",
        "SELECT * FROM GetOAuthAuthorizationURL(AuthMode => 'WEB', State => 'it''s')",
        "SELECT URL FROM Crm.getOauthAuthorizationUrl('WEB', NULL, 'it' || '''s')",
        "SELECT upper(u.url) FROM GetOAuthAuthorizationURL('WEB', '', 'it''s') AS u WHERE u.url LIKE '<%'",
        "SELECT (SELECT url FROM GetOAuthAuthorizationURL('WEB', State => 'it''s')) AS link",
        "SELECT count(*) FROM GetOAuthAuthorizationURL('WEB', State => 'it''s')",
        "SELECT n.x FROM LATERAL GetOAuthAuthorizationURL('WEB', State => 'it''s') u, (VALUES (1)) n(x)",
        "EXPLAIN ANALYZE CALL GetOAuthAuthorizationURL('WEB', State => 'it''s')",
        "CREATE TABLE kept AS SELECT * FROM GetOAuthAuthorizationURL('WEB', State => 'it''s')",
    ] {
        check(call, expect).await;
    }
    check("CALL TestConnection", "TestConnection()").await;
    check("CALL TestConnection()", "TestConnection()").await;
    check("EXEC TestConnection", "TestConnection()").await;
    check("EXECUTE TestConnection()", "TestConnection()").await;
    check("SELECT * FROM TestConnection()", "TestConnection()").await;
}

#[tokio::test]
async fn the_answer_is_one_row_of_the_documented_columns() {
    let desk = Desk::new();
    let expect = [
        "OAuthAccessToken OAuthRefreshToken ExpiresIn Scope ApiDomain",
        "<OAuthAccessToken> <OAuthRefreshToken> 3599 <Scope> <ApiDomain>",
    ];
    for sql in ["CALL GetOAuthAccessToken()", "EXEC GetOAuthAccessToken", "SELECT * FROM GetOAuthAccessToken()"] {
        let prepared = desk.session.prepare(sql).await.unwrap();
        assert_eq!(prepared.kind(), StatementKind::Query, "{sql}");
        assert_eq!(prepared.schema().field(2).data_type(), &DataType::Int64, "{sql}");
        assert_eq!(desk.execute(&prepared, &[]).await.unwrap(), expect, "{sql}");
    }
}

#[tokio::test]
async fn a_column_is_found_in_any_case() {
    let desk = Desk::new();
    for (sql, expect) in [
        ("SELECT url FROM GetOAuthAuthorizationURL()", ["URL", "<URL>"]),
        ("SELECT \"URL\" FROM GetOAuthAuthorizationURL()", ["URL", "<URL>"]),
        ("SELECT u.Url AS link FROM GetOAuthAuthorizationURL() u ORDER BY URL", ["link", "<URL>"]),
        ("SELECT getoauthauthorizationurl.url FROM GetOAuthAuthorizationURL()", ["URL", "<URL>"]),
        (
            "SELECT oauthaccesstoken FROM GetOAuthAccessToken() WHERE expiresin > 3000",
            ["OAuthAccessToken", "<OAuthAccessToken>"],
        ),
        ("SELECT x.url FROM (SELECT URL FROM GetOAuthAuthorizationURL()) x", ["URL", "<URL>"]),
        ("SELECT user FROM TestConnection()", ["User", "<User>"]),
        ("SELECT t.user FROM TestConnection() t", ["User", "<User>"]),
        ("WITH x AS (SELECT * FROM GetOAuthAuthorizationURL()) SELECT url FROM x GROUP BY url", ["URL", "<URL>"]),
    ] {
        assert_eq!(desk.expect(sql).await, expect, "{sql}");
    }
    // What another table of the statement calls by its name stays that.
    desk.expect("CREATE TABLE links AS SELECT 'mine' AS url").await;
    let sql = "SELECT l.url, u.url FROM links l CROSS JOIN GetOAuthAuthorizationURL() u";
    assert_eq!(desk.expect(sql).await, ["url URL", "mine <URL>"]);
    let sql = "SELECT links.url FROM links, GetOAuthAuthorizationURL()";
    assert_eq!(desk.expect(sql).await, ["url", "mine"]);
    assert_eq!(desk.expect("SELECT url FROM links").await, ["url", "mine"]);
    let sql = "WITH l AS (SELECT * FROM links) SELECT l.url, d.url FROM l, (SELECT 'x' AS url) d, TestConnection()";
    assert_eq!(desk.expect(sql).await, ["url url", "mine x"]);
    let sql = "WITH a AS (SELECT * FROM GetOAuthAuthorizationURL()), b AS (SELECT * FROM a) SELECT b.url FROM b";
    assert_eq!(desk.expect(sql).await, ["URL", "<URL>"]);
}

#[tokio::test]
async fn planning_calls_nothing() {
    let desk = Desk::new();
    for call in [
        "CALL RefreshOAuthAccessToken('t')",
        "EXEC RefreshOAuthAccessToken @OAuthRefreshToken = 't'",
        "SELECT * FROM RefreshOAuthAccessToken('t')",
        "SELECT * FROM RefreshOAuthAccessToken('t') LIMIT 0",
        "SELECT * FROM RefreshOAuthAccessToken('t') WHERE 1 = 0",
    ] {
        desk.session.prepare(call).await.unwrap();
        desk.session.sql(call).await.unwrap();
        for explain in ["EXPLAIN", "EXPLAIN VERBOSE", "EXPLAIN FORMAT TREE"] {
            desk.expect(&format!("{explain} {call}")).await;
        }
        // A statement that is executed and never asked for a row calls nothing either.
        let prepared = desk.session.prepare(call).await.unwrap();
        drop(desk.session.execute(&prepared, &[]).await.unwrap());
    }
    desk.expect("EXPLAIN CREATE TABLE x AS SELECT * FROM TestConnection()").await;
    assert_eq!(desk.calls(), [""; 0]);
}

#[tokio::test]
async fn each_execution_calls_once() {
    let desk = Desk::new();
    let prepared = desk.session.prepare("CALL TestConnection").await.unwrap();
    for _ in 0..2 {
        desk.execute(&prepared, &[]).await.unwrap();
        assert_eq!(desk.calls(), ["TestConnection()"]);
    }
    // DataFusion puts the query of a WITH wherever it is read.
    let sql = "WITH t AS (SELECT * FROM TestConnection()) SELECT a.message, b.message FROM t a CROSS JOIN t b";
    let twice = desk.session.prepare(sql).await.unwrap();
    for _ in 0..2 {
        assert_eq!(desk.execute(&twice, &[]).await.unwrap()[1..], ["<Message> <Message>"]);
        assert_eq!(desk.calls(), ["TestConnection()"]);
    }
    // Written twice, it is called twice.
    desk.expect("SELECT a.message FROM TestConnection() a, TestConnection() b").await;
    assert_eq!(desk.calls().len(), 2);
}

#[tokio::test]
async fn what_sql_prepares_is_called_when_it_is_executed() {
    let desk = Desk::new();
    desk.expect("PREPARE ask AS CALL TestConnection()").await;
    desk.expect("PREPARE renew AS SELECT * FROM RefreshOAuthAccessToken($1)").await;
    desk.expect("PREPARE pick AS SELECT $1::int + 1 AS more").await;
    assert_eq!(desk.calls(), [""; 0]);
    desk.expect("EXECUTE ask").await;
    desk.expect("EXECUTE renew('t1')").await;
    desk.expect("EXEC renew('t2')").await;
    assert_eq!(desk.expect("EXECUTE pick(41)").await, ["more", "42"]);
    let token = |n: u8| format!("RefreshOAuthAccessToken(OAuthRefreshToken=t{n})");
    assert_eq!(desk.calls(), ["TestConnection()".to_owned(), token(1), token(2)]);
}

#[tokio::test]
async fn parameters_have_types_and_bind() {
    let text = |text: &str| ScalarValue::Utf8(Some(text.to_owned()));
    for (sql, names, expect) in [
        ("CALL GetOAuthAuthorizationURL(State => ?, AuthMode => ?)", ["1", "2"], "AuthMode=app State=web"),
        ("CALL GetOAuthAuthorizationURL($2, NULL, $1)", ["1", "2"], "AuthMode=app State=web"),
        ("EXEC GetOAuthAuthorizationURL @State = @b, @AuthMode = @a", ["b", "a"], "AuthMode=app State=web"),
        ("SELECT url FROM GetOAuthAuthorizationURL(State => @b, AuthMode => @a)", ["b", "a"], "AuthMode=app State=web"),
        ("EXEC GetOAuthAuthorizationURL State = ?, Scope = ?", ["1", "2"], "State=web Scope=app"),
    ] {
        let desk = Desk::new();
        let prepared = desk.session.prepare(sql).await.unwrap();
        let parameters = prepared.parameters().iter().map(|p| (p.name.as_str(), p.data_type.clone()));
        let typed: Vec<_> = names.iter().map(|name| (*name, Some(DataType::Utf8))).collect();
        assert_eq!(parameters.collect::<Vec<_>>(), typed, "{sql}");
        for _ in 0..2 {
            desk.execute(&prepared, &[text("web"), text("app")]).await.unwrap();
            assert_eq!(desk.calls(), [format!("GetOAuthAuthorizationURL({expect})")], "{sql}");
        }
    }
    // A value is checked when it comes.
    let desk = Desk::new();
    let prepared = desk.session.prepare("CALL GetOAuthAccessToken(?)").await.unwrap();
    let error = desk.execute(&prepared, &[text("s3cret")]).await.unwrap_err();
    assert_eq!(error.to_string(), "`AuthMode` takes `WEB` or `APP`");
    let prepared = desk.session.prepare("CALL RefreshOAuthAccessToken(?)").await.unwrap();
    let error = desk.execute(&prepared, &[ScalarValue::Utf8(None)]).await.unwrap_err();
    assert!(error.to_string().contains("`OAuthRefreshToken`"), "{error}");
    assert_eq!(desk.calls(), [""; 0]);
}

#[tokio::test]
async fn answers_are_kept_in_tables_and_not_in_views() {
    let desk = Desk::new();
    desk.expect("CREATE TABLE kept AS SELECT url AS link FROM GetOAuthAuthorizationURL()").await;
    desk.expect("INSERT INTO kept SELECT message FROM TestConnection()").await;
    assert_eq!(desk.expect("SELECT link FROM kept ORDER BY 1").await, ["link", "<Message>", "<URL>"]);
    assert_eq!(desk.calls().len(), 2);
    desk.expect("CREATE TABLE spelt AS SELECT * FROM GetOAuthAuthorizationURL()").await;
    assert_eq!(desk.expect("SELECT \"URL\" FROM spelt").await, ["URL", "<URL>"]);
    let error = desk.error("SELECT url FROM spelt").await;
    assert_eq!(error, "[42S22] no column `url` in `spelt`; did you mean `\"URL\"`, in quotes?");
    let error = desk.error("CREATE VIEW v AS SELECT * FROM RefreshOAuthAccessToken('t')").await;
    assert!(error.starts_with("[0A000] a view cannot call `RefreshOAuthAccessToken`"), "{error}");
}

/// Waits for ever, and tells whether it still does.
#[derive(Debug, Default)]
struct Waits {
    waiting: Arc<AtomicBool>,
}

struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

#[async_trait]
impl ProcedureBackend for Waits {
    async fn call(&self, _arguments: Arguments, _task: Arc<TaskContext>) -> Result<Vec<ScalarValue>, Error> {
        self.waiting.store(true, Ordering::Relaxed);
        let _waiting = Waiting(Arc::clone(&self.waiting));
        pending().await
    }

    async fn rehearse(&self, _arguments: Arguments) -> Result<Vec<Line>, Error> {
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn dropping_the_rows_gives_the_call_up() {
    let waits = Arc::new(Waits::default());
    let session = session(Arc::clone(&waits) as _);
    for sql in ["CALL GetOAuthAccessToken()", "SELECT count(*) FROM GetOAuthAccessToken()"] {
        let mut rows = session.query(sql).await.unwrap();
        assert!(!waits.waiting.load(Ordering::Relaxed), "{sql}");
        {
            let mut next = pin!(rows.next());
            poll_fn(|context| {
                assert!(next.as_mut().poll(context).is_pending());
                Poll::Ready(())
            })
            .await;
        }
        assert!(waits.waiting.load(Ordering::Relaxed), "{sql}");
        drop(rows);
        assert!(!waits.waiting.load(Ordering::Relaxed), "{sql}");
    }
}
