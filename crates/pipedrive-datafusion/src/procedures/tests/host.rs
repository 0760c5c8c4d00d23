//! Procedures in a context of somebody else's, and in the lists of functions.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use arrow::util::pretty::pretty_format_batches;
use datafusion::catalog::{MemTable, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use pipedrive_schema::PROCEDURES;

use super::super::register_procedures;
use super::{Desk, Notes};
use crate::Error;

/// A host with the procedures in it.
fn host() -> (SessionContext, Arc<Notes>) {
    let ctx = SessionContext::new();
    let notes = Arc::new(Notes::default());
    register_procedures(&ctx, &(Arc::clone(&notes) as _)).unwrap();
    (ctx, notes)
}

async fn shown(ctx: &SessionContext, sql: &str) -> Result<String, Error> {
    let batches = ctx.sql(sql).await?.collect().await?;
    Ok(pretty_format_batches(&batches)?.to_string())
}

#[tokio::test]
async fn a_host_selects_from_a_procedure() {
    let (ctx, notes) = host();
    for sql in [
        "SELECT * FROM GetOAuthAuthorizationURL('WEB', State => 's')",
        "SELECT \"URL\" FROM getoauthauthorizationurl(AuthMode => 'WEB', state => 's')",
        "SELECT u.\"URL\", n FROM pipedrive.crm.GetOAuthAuthorizationURL('WEB', NULL, 's') u, (VALUES (1)) t(n)",
        "WITH u AS (SELECT * FROM GetOAuthAuthorizationURL('WEB', NULL, 's')) SELECT * FROM u a, u b",
    ] {
        let frame = ctx.sql(sql).await.unwrap();
        frame.clone().explain(true, false).unwrap().collect().await.unwrap();
        assert!(notes.calls.lock().unwrap().is_empty(), "{sql}");
        assert!(shown(&ctx, sql).await.unwrap().contains("<URL>"), "{sql}");
        let calls = std::mem::take(&mut *notes.calls.lock().unwrap());
        assert_eq!(calls, ["GetOAuthAuthorizationURL(AuthMode=WEB State=s)"], "{sql}");
    }
}

#[tokio::test]
async fn a_host_is_told_what_is_wrong() {
    let (ctx, notes) = host();
    for (sql, expect) in [
        ("SELECT * FROM RefreshOAuthAccessToken()", "`RefreshOAuthAccessToken` needs `OAuthRefreshToken`"),
        ("SELECT * FROM RefreshOAuthAccessToken(x => 's3cret')", "`RefreshOAuthAccessToken` has no parameter `x`"),
        (
            "SELECT * FROM RefreshOAuthAccessToken($1)",
            "`RefreshOAuthAccessToken` takes no parameters such as `$1` here",
        ),
        ("SELECT * FROM GetOAuthAccessToken('s3cret')", "`AuthMode` takes `WEB` or `APP`"),
    ] {
        assert_eq!(shown(&ctx, sql).await.unwrap_err().to_string(), expect, "{sql}");
    }
    let explained = shown(&ctx, "EXPLAIN VERBOSE SELECT * FROM RefreshOAuthAccessToken('s3cret')").await.unwrap();
    assert!(explained.contains("OAuthRefreshToken => ***") && !explained.contains("s3cret"), "{explained}");
    assert!(notes.calls.lock().unwrap().is_empty());
}

/// A function of the host.
#[derive(Debug)]
struct Own;

impl TableFunctionImpl for Own {
    fn call_with_args(&self, _args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let schema = Arc::new(Schema::new(vec![Field::new("own", DataType::Int64, true)]));
        Ok(Arc::new(MemTable::try_new(schema, vec![Vec::new()])?))
    }
}

#[tokio::test]
async fn functions_of_the_host_stay_its_own() {
    let ctx = SessionContext::new();
    ctx.register_udtf("testconnection", Arc::new(Own));
    ctx.register_udtf("other", Arc::new(Own));
    let notes = Arc::new(Notes::default());
    // A second account takes the place of the first.
    for _ in 0..2 {
        register_procedures(&ctx, &(Arc::clone(&notes) as _)).unwrap();
    }
    for sql in ["SELECT own FROM testconnection()", "SELECT own FROM other()"] {
        assert!(shown(&ctx, sql).await.is_ok(), "{sql}");
    }
    assert!(notes.calls.lock().unwrap().is_empty());
    shown(&ctx, "SELECT * FROM pipedrive.crm.TestConnection()").await.unwrap();
    assert_eq!(notes.calls.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn procedures_are_listed_beside_functions() {
    let desk = Desk::new();
    let sql = "SELECT routine_name, routine_type, description, syntax_example FROM information_schema.routines \
               WHERE routine_name = 'TestConnection'";
    let about = "tells whether the account can be used, and whose it is; a failure is a row and no error";
    assert_eq!(desk.expect(sql).await[1..], [format!("TestConnection PROCEDURE {about} TestConnection()")]);
    let sql = "SELECT p.ordinal_position, parameter_mode, parameter_name, data_type FROM \
               information_schema.parameters p WHERE p.specific_name = 'RefreshOAuthAccessToken' \
               ORDER BY parameter_mode, ordinal_position";
    let expect = [
        "1 IN OAuthRefreshToken String",
        "1 OUT OAuthAccessToken String",
        "2 OUT OAuthRefreshToken String",
        "3 OUT ExpiresIn Int64",
        "4 OUT Scope String",
        "5 OUT ApiDomain String",
    ];
    assert_eq!(desk.expect(sql).await[1..], expect);
    let upper = "SELECT count(*) AS n FROM information_schema.routines WHERE routine_name = 'upper'";
    assert_eq!(desk.expect(upper).await, ["n", "1"]);
    for from in ["information_schema.routines", "pipedrive.information_schema.routines"] {
        let sql = format!("SELECT routines.routine_name FROM {from} WHERE {from}.routine_type = 'PROCEDURE'");
        assert_eq!(desk.expect(&sql).await.len(), 1 + PROCEDURES.len(), "{sql}");
    }
    assert!(desk.expect("SHOW FUNCTIONS").await.iter().any(|row| row.contains("TestConnection")));
    assert_eq!(desk.calls(), [""; 0]);
}
