//! No secret argument is shown, wherever it stands and whatever goes wrong with it.

use std::fmt::Write;

use datafusion::common::ScalarValue;

use super::Desk;
use crate::{may_hold_secret_argument, parse};

/// Part of every secret here, and of nothing else.
const SECRET: &str = "5ent1nel";

fn check(sql: &str, expect: &str) {
    let sql = sql.replace("SECRET", SECRET);
    let statement = parse(&sql).unwrap().remove(0);
    assert_eq!(statement.text(), expect, "{sql}");
    assert!(!format!("{statement:?}").contains(SECRET), "{sql}");
}

#[test]
fn the_text_of_a_statement_masks_secrets_in_every_spelling() {
    check("CALL RefreshOAuthAccessToken('SECRET')", "CALL RefreshOAuthAccessToken('***')");
    check(
        "EXEC RefreshOAuthAccessToken @OAuthRefreshToken = 'SECRET'",
        "EXECUTE RefreshOAuthAccessToken @OAuthRefreshToken = '***'",
    );
    check(
        "SELECT * FROM crm.refreshoauthaccesstoken(OAuthRefreshToken => 'SECRET') WHERE expiresin > 5",
        "SELECT * FROM crm.refreshoauthaccesstoken(OAuthRefreshToken => '***') WHERE expiresin > 5",
    );
    check(
        "CALL GetOAuthAccessToken(AuthMode => 'web', Verifier => 'SECRET', State => 'mine')",
        "CALL GetOAuthAccessToken(AuthMode => 'web', Verifier => '***', State => 'mine')",
    );
    check("EXEC GetOAuthAccessToken 'WEB', 'SECRET', NULL", "EXECUTE GetOAuthAccessToken 'WEB', '***', NULL");
    check("EXPLAIN CALL RefreshOAuthAccessToken('SECRET')", "EXPLAIN CALL RefreshOAuthAccessToken('***')");
    check(
        "PREPARE x AS SELECT * FROM RefreshOAuthAccessToken('SECRET')",
        "PREPARE x AS SELECT * FROM RefreshOAuthAccessToken('***')",
    );
    check("EXECUTE x('SECRET', 7)", "EXECUTE x('***', 7)");
    check(
        "WITH t AS (SELECT * FROM RefreshOAuthAccessToken('a' || 'SECRET')) SELECT (SELECT scope FROM t)",
        "WITH t AS (SELECT * FROM RefreshOAuthAccessToken('***')) SELECT (SELECT scope FROM t)",
    );
    check("CALL RefreshOAuthAccessToken(?)", "CALL RefreshOAuthAccessToken(?)");
    check("EXEC RefreshOAuthAccessToken @token", "EXECUTE RefreshOAuthAccessToken @token");
}

#[test]
fn what_may_be_a_misplaced_secret_is_masked() {
    check("CALL GetOAuthAccessToken('SECRET')", "CALL GetOAuthAccessToken('***')");
    check("CALL GetOAuthAccessToken(Verifer => 'SECRET')", "CALL GetOAuthAccessToken(Verifer => '***')");
    check("CALL RefreshOAuthAccesToken('SECRET')", "CALL RefreshOAuthAccesToken('***')");
    check("SELECT RefreshOAuthAccessToken('SECRET')", "SELECT RefreshOAuthAccessToken('***')");
    check("SELECT * FROM RefreshOAuthAccesToken('SECRET')", "SELECT * FROM RefreshOAuthAccesToken('***')");
    check("EXEC RefreshOAuthAccessToken 'a', 'SECRET'", "EXECUTE RefreshOAuthAccessToken '***', '***'");
    check("CALL RefreshOAuthAccessToken(\"SECRET\")", "CALL RefreshOAuthAccessToken('***')");
    // Other statements stay as they are.
    check("SELECT regexp_replace('a', 'b', 'c')", "SELECT regexp_replace('a', 'b', 'c')");
    check("SELECT get_field(named_struct('a', 1), 'a')", "SELECT get_field(named_struct('a', 1), 'a')");
    check("SELECT * FROM generate_series(1, 3) WHERE 'x' = 'x'", "SELECT * FROM generate_series(1, 3) WHERE 'x' = 'x'");
}

#[tokio::test]
async fn no_plan_shows_a_secret() {
    for call in [
        "CALL RefreshOAuthAccessToken('SECRET')",
        "EXEC GetOAuthAccessToken @Verifier = 'SECRET'",
        "SELECT url FROM GetOAuthAuthorizationURL() WHERE url IN (SELECT scope FROM RefreshOAuthAccessToken('SECRET'))",
    ] {
        let desk = Desk::new();
        let call = call.replace("SECRET", SECRET);
        let prepared = desk.session.prepare(&call).await.unwrap();
        assert!(!format!("{prepared:?} {prepared:#?}").contains(SECRET), "{call}");
        let rows = desk.session.execute(&prepared, &[]).await.unwrap();
        assert!(!format!("{:?}", rows.plan()).contains(SECRET), "{call}");
        for form in ["", "VERBOSE", "ANALYZE", "ANALYZE VERBOSE", "FORMAT TREE", "FORMAT PGJSON", "FORMAT GRAPHVIZ"] {
            let shown = desk.expect(&format!("EXPLAIN {form} {call}")).await.join("\n");
            assert!(shown.contains("Procedure") || shown.contains("call="), "{form} {call}: {shown}");
            assert!(!shown.contains(SECRET), "{form} {call}: {shown}");
        }
    }
    let desk = Desk::new();
    let prepared = desk.session.prepare("CALL RefreshOAuthAccessToken(?)").await.unwrap();
    let bound = prepared.bind(&[ScalarValue::Utf8(Some(SECRET.to_owned()))]).unwrap();
    assert!(!format!("{bound:?}").contains(SECRET), "{bound:?}");
}

#[tokio::test]
async fn plans_show_what_is_no_secret() {
    let desk = Desk::new();
    let shown = desk.expect("EXPLAIN CALL GetOAuthAccessToken('WEB', 'SECRET', State => 'mine')").await.join("\n");
    assert!(
        shown.contains("ProcedureCall: GetOAuthAccessToken(AuthMode => 'WEB', Verifier => ***, State => 'mine')"),
        "{shown}"
    );
    assert!(
        shown.contains("ProcedureExec: GetOAuthAccessToken(AuthMode => 'WEB', Verifier => ***, State => 'mine')"),
        "{shown}"
    );
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    let desk = Desk::new();
    for sql in [
        // Does not parse.
        "CALL RefreshOAuthAccessToken('a' 'SECRET')",
        "CALL RefreshOAuthAccessToken(SECRET:1)",
        "EXEC RefreshOAuthAccessToken 'a' SECRET",
        "SELECT * FROM RefreshOAuthAccesToken('a' SECRET)",
        "CALL RefreshOAuthAccessToken('SECRET",
        // Is no call, or a wrong one.
        "CALL RefreshOAuthAccesToken('SECRET')",
        "SELECT RefreshOAuthAccessToken('SECRET')",
        "CALL RefreshOAuthAccessToken('a', 'SECRET')",
        "CALL RefreshOAuthAccessToken(Token => 'SECRET')",
        "CALL RefreshOAuthAccessToken(\"SECRET\")",
        "CALL RefreshOAuthAccessToken(SECRET)",
        "CALL RefreshOAuthAccessToken(SECRET.x)",
        "CALL RefreshOAuthAccessToken('SECRET'::int)",
        "CALL RefreshOAuthAccessToken(to_date('SECRET'))",
        "CALL GetOAuthAccessToken('SECRET')",
        "SELECT nosuch FROM RefreshOAuthAccessToken('SECRET')",
        "CREATE VIEW v AS SELECT * FROM RefreshOAuthAccessToken('SECRET')",
    ] {
        let sql = sql.replace("SECRET", SECRET);
        let error = match desk.rows(&sql).await {
            Ok(rows) => panic!("{sql}: {rows:?}"),
            Err(error) => error,
        };
        let mut shown = format!("{error} {error:?} {:?}", error.hints());
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            write!(shown, " {inner} {inner:?}").unwrap();
            cause = inner.source();
        }
        assert!(!shown.contains(SECRET), "{sql}: {shown}");
    }
    assert_eq!(desk.calls(), [""; 0]);
}

#[test]
fn text_that_may_hold_a_secret_argument_is_known_without_parsing_it() {
    let check = |text: &str, expect: bool| assert_eq!(may_hold_secret_argument(text), expect, "{text}");
    check("CALL crm.RefreshOAuthAccessToken('x'", true);
    check("exec getoauthaccesstoken 'WEB', 'x'", true);
    check("CALL RefreshOAuthAccesToken('x')", true);
    check("CALL GetOAuthAccesToken('WEB', 'x')", true);
    check("CALL GetOAuthAuthorizationToken($$x$$)", true);
    check("CALL Get_OAuth_Access_Token($tag$x$tag$)", true);
    check("CALL \"getoauthtoken\"(\"x\")", true);
    check("EXEC anything @Verifier = x", true);
    check("CALL GetOAuthAuthorizationURL(State => 'x')", false);
    check("CALL RevokeOAuthAccess()", false);
    check("CALL TestConnection()", false);
    check("SELECT title, update_time FROM deals WHERE owner_id = 2", false);
}

#[test]
fn no_table_and_no_column_is_taken_for_a_procedure() {
    for table in pipedrive_schema::TABLES {
        assert!(!may_hold_secret_argument(table.name), "{}", table.name);
        for column in table.columns {
            assert!(!may_hold_secret_argument(column.name), "{}.{}", table.name, column.name);
        }
    }
}
