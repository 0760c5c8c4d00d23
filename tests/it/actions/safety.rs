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
    PROCEDURES.iter().copied().filter(|spec| matches!(spec.effect, Effect::Writes | Effect::ByMethod))
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
async fn a_dry_run_saves_no_file() {
    let fixture = Fixture::new().await;
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("x");
    let call = format!("CALL DownloadFile(1, '{}')", path.display());
    fixture.expect("SET pipedrive.dry_run = true").await;
    assert_eq!(fixture.expect(&call).await, [["1", "GET", "/api/v1/files/1/download", "NULL", "20"]]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(sent(&fixture), [""; 0]);
    // What would be refused is refused.
    std::fs::write(&path, "mine").unwrap();
    let error = fixture.rows(&call).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{}", describe(&error));
}

#[tokio::test]
async fn a_dry_run_of_named_columns_says_which_columns_it_has() {
    let fixture = Fixture::new().await;
    fixture.expect("SET pipedrive.dry_run = true").await;
    for sql in ["SELECT Id FROM DuplicateDeal(1)", "SELECT * FROM DuplicateDeal(1) d WHERE d.Id > 5"] {
        let error = fixture.rows(sql).await.unwrap_err();
        let expect = "in a dry run a call gives the columns n, method, path, body, tokens";
        assert!(error.to_string().ends_with(expect), "{sql}: {}", describe(&error));
        assert!(error.hints()[0].contains("SELECT * FROM DuplicateDeal"), "{sql}: {}", describe(&error));
    }
    for sql in [
        "SELECT idd FROM deals",
        "SELECT d.idd FROM deals d CROSS JOIN DuplicateDeal(1) x",
        "SELECT d.wno_time FROM deals d CROSS JOIN MarkDealWon(1) x",
    ] {
        let error = fixture.rows(sql).await.unwrap_err();
        assert!(!describe(&error).contains("dry run"), "{}", describe(&error));
    }
    assert!(sent(&fixture).iter().all(|line| line.starts_with("GET ")));
}

#[tokio::test]
async fn every_call_of_a_statement_has_its_line() {
    let fixture = Fixture::new().await;
    let lines = "SELECT tablename || ' ' || statement || ' ' || outcome || ' ' || id FROM last_write ORDER BY id";
    fixture.expect("SELECT * FROM ArchiveDeal(5) UNION ALL SELECT * FROM ArchiveDeal(6)").await;
    let line = |id| format!("ArchiveDeal ArchiveDeal(Id => {id}) written {id}");
    assert_eq!(fixture.column(lines).await, [line(5), line(6)]);
    assert_eq!(fixture.column("SELECT \"row\" FROM last_write ORDER BY 1").await, ["1", "2"]);
    // The next statement has lines of its own.
    fixture.expect("CALL ArchiveDeal(1)").await;
    assert_eq!(fixture.column(lines).await, [line(1)]);
    // One that is refused leaves the line of the other.
    // A subquery that gives one value comes before the rows it stands in.
    let both = "SELECT (SELECT Id FROM ArchiveDeal(2)) FROM PipedriveRequest('POST', '/v1/notes', NULL, 'x')";
    fixture.rows(both).await.unwrap_err();
    assert_eq!(fixture.column(lines).await, [line(2)]);
}

#[tokio::test]
async fn a_call_within_a_condition_is_carried_out_once() {
    let fixture = Fixture::new().await;
    fixture.requests();
    let rows = fixture.expect("SELECT id FROM deals WHERE id IN (SELECT Id FROM ArchiveDeal(5))").await;
    assert_eq!(rows, [["5"]]);
    assert_eq!(sent(&fixture).iter().filter(|one| one.starts_with("PATCH")).count(), 1);
}

#[tokio::test]
async fn a_query_within_a_condition_may_be_put_in_order() {
    for inner in
        ["SELECT id FROM ArchiveDeal(5) ORDER BY id LIMIT 1", "SELECT Id AS id FROM ArchiveDeal(5) ORDER BY id"]
    {
        let fixture = Fixture::new().await;
        let rows = fixture.expect(&format!("SELECT id FROM deals WHERE id IN ({inner})")).await;
        assert_eq!(rows, [["5"]], "{inner}");
    }
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
