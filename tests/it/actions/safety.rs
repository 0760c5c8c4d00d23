//! What plans, connections that only read and dry runs do not do.

use pipedrive_datafusion::ErrorKind;
use pipedrive_schema::{Effect, PROCEDURES, ProcedureSpec};

use super::sent;
use crate::fixture::{Fixture, describe, small};

/// A call with some value for each parameter that must have one.
fn call_of(spec: &ProcedureSpec) -> String {
    let value = |parameter: &pipedrive_schema::ParameterSpec| match (parameter.name, parameter.values.first()) {
        ("Method", _) => "'DELETE'".to_owned(),
        (_, Some(first)) => format!("'{first}'"),
        ("Path", _) if spec.name == "PipedriveRequest" => "'/v2/deals/5'".to_owned(),
        ("Path", _) => format!("'{}'", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")),
        ("Id" | "MergeWithId" | "UserId", _) if parameter.data_type == pipedrive_schema::ColumnType::Int64 => {
            "5".to_owned()
        }
        _ => "'x'".to_owned(),
    };
    let required = spec.parameters.iter().filter(|parameter| parameter.required);
    let arguments: Vec<String> = required.map(|p| format!("{} => {}", p.name, value(p))).collect();
    format!("CALL {}({})", spec.name, arguments.join(", "))
}

fn writing() -> impl Iterator<Item = &'static ProcedureSpec> {
    PROCEDURES.iter().copied().filter(|spec| spec.effect != Effect::Reads)
}

#[tokio::test]
async fn a_connection_that_only_reads_refuses_every_procedure_that_writes() {
    let fixture = Fixture::with(small(), "ReadOnly=true").await;
    for spec in writing() {
        let error = fixture.rows(&call_of(spec)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ReadOnly, "{}: {}", spec.name, describe(&error));
    }
    assert_eq!(sent(&fixture), [""; 0]);
    fixture.expect("CALL PipedriveRequest('GET', '/v1/users/me')").await;
    assert_eq!(sent(&fixture), ["GET /api/v1/users/me"]);
}

#[tokio::test]
async fn plans_send_nothing_and_tell_the_price() {
    let fixture = Fixture::new().await;
    for spec in writing() {
        let call = call_of(spec);
        let plan = fixture.expect(&format!("EXPLAIN {call}")).await;
        fixture.session.prepare(&call).await.unwrap();
        let tokens = if spec.name == "PipedriveRequest" { 3 } else { spec.cost };
        assert!(format!("{plan:?}").contains(&format!("{tokens} token")), "{call}: {plan:?}");
    }
    assert_eq!(sent(&fixture), [""; 0]);
}

#[tokio::test]
async fn a_dry_run_shows_what_would_be_sent() {
    let fixture = Fixture::new().await;
    fixture.expect("SET pipedrive.dry_run = true").await;
    for spec in writing().filter(|spec| spec.name != "DropTemporaryFilters") {
        let rows = fixture.expect(&call_of(spec)).await;
        assert_eq!((rows.len(), rows[0].len()), (1, 5), "{}", spec.name);
    }
    let rows = fixture.expect("CALL MergeDeals(7, 8)").await;
    assert_eq!(rows, [["1", "PUT", "/api/v1/deals/7/merge", r#"{"merge_with_id":8}"#, "40"]]);
    let rows = fixture.expect("SELECT method, tokens FROM PipedriveRequest('POST', '/v1/unheard/of')").await;
    assert_eq!(rows, [["POST", "NULL"]]);
    let error = fixture.rows("CALL DropTemporaryFilters()").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{}", describe(&error));
    assert_eq!(sent(&fixture), [""; 0]);
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_named() {
    let fixture = Fixture::new().await;
    for (call, expect) in [
        ("CALL DuplicateDeal()", "`DuplicateDeal` needs `Id`"),
        ("CALL DuplicateDeal('five')", "`Id` takes a whole number"),
        ("CALL DuplicateDeal(NULL)", "`DuplicateDeal` needs a value for `Id`, not NULL or nothing"),
        ("CALL MergeDeals(7)", "`MergeDeals` needs `MergeWithId`"),
        ("CALL DownloadFile(1, 'x', 'yes')", "`Overwrite` takes `true` or `false`"),
    ] {
        let error = fixture.rows(call).await.unwrap_err();
        assert_eq!(error.to_string(), expect, "{call}");
    }
    assert_eq!(sent(&fixture), [""; 0]);
}
