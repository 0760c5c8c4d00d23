//! Calls whose answers get lost: one look tells where the account shows what they do, and `last_write` tells of each.

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::FaultPlan;

use super::sent;
use crate::fixture::{Fixture, describe};

/// What `last_write` shows of a call.
async fn outcome(fixture: &Fixture) -> Vec<String> {
    let sql = "SELECT tablename || ' ' || operation || ' ' || coalesce(id, '-') || ' ' || outcome FROM last_write";
    fixture.column(sql).await
}

/// Calls a procedure whose answer gets lost, and compares its row, what was sent and what is told of it.
async fn check(call: &str, faults: &str, row: Result<&[&str], ErrorKind>, requests: &[&str], told: &str) {
    let fixture = Fixture::new().await;
    fixture.sandbox.set_faults(faults.parse::<FaultPlan>().unwrap());
    let found = fixture.rows(call).await;
    fixture.sandbox.set_faults(FaultPlan::default());
    let what = format!("{call} with {faults}");
    match (&found, row) {
        (Ok(rows), Ok(row)) => assert_eq!(rows, &[row], "{what}"),
        (Err(error), Err(kind)) => assert_eq!(error.kind(), kind, "{what}: {}", describe(error)),
        _ => panic!("{what}: {:?}", found.map_err(|error| describe(&error))),
    }
    let lines = sent(&fixture);
    let lines: Vec<&str> = lines.iter().map(|line| line.split(" {").next().unwrap_or_default()).collect();
    let lines: Vec<String> = lines.iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, requests, "{what}");
    assert_eq!(outcome(&fixture).await, [told], "{what}");
}

const DEAL: &str = "GET /api/v2/deals/5";
const PATCH: &str = "PATCH /api/v2/deals/5";

#[tokio::test(start_paused = true)]
async fn a_look_finds_out_that_a_call_was_carried_out() {
    for fault in ["drop", "500-after", "truncate"] {
        let plan = format!("PATCH deals:{fault}");
        check(
            "SELECT Id, Status FROM MarkDealWon(5)",
            &plan,
            Ok(&["5", "won"]),
            &[PATCH, DEAL],
            "MarkDealWon CALL 5 written",
        )
        .await;
        check("CALL ArchiveDeal(5)", &plan, Ok(&["5", "true"]), &[PATCH, DEAL], "ArchiveDeal CALL 5 written").await;
        let call = r#"SELECT Status FROM PipedriveRequest('PATCH', '/v2/deals/5', '{"title": "x"}')"#;
        check(call, &plan, Ok(&["NULL"]), &[PATCH, DEAL], "PipedriveRequest CALL 5 written").await;
        let plan = format!("DELETE deals:{fault}");
        let call = "CALL PipedriveRequest('DELETE', '/v2/deals/5')";
        let requests = ["DELETE /api/v2/deals/5", DEAL];
        check(call, &plan, Ok(&["NULL", "NULL"]), &requests, "PipedriveRequest CALL - written").await;
        let followers = "/api/v2/products/3/followers";
        let requests = [format!("POST {followers}"), format!("GET {followers}")];
        let requests = [requests[0].as_str(), requests[1].as_str()];
        let plan = format!("POST products:{fault}");
        check(
            "SELECT UserId FROM AddFollower('PRODUCT', 3, 4)",
            &plan,
            Ok(&["4"]),
            &requests,
            "AddFollower CALL 4 written",
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_carried_out_is_sent_once_more_unless_it_makes_something_new() {
    for fault in ["500", "unreached"] {
        let plan = format!("PATCH deals:{fault}");
        let told = "MarkDealLost CALL 5 written";
        check("SELECT Status FROM MarkDealLost(5, 'x')", &plan, Ok(&["lost"]), &[PATCH, DEAL, PATCH], told).await;
        let plan = format!("PATCH deals:{fault}*2");
        let told = "MarkDealLost CALL - failed";
        check("CALL MarkDealLost(5, 'x')", &plan, Err(ErrorKind::Unavailable), &[PATCH, DEAL, PATCH, DEAL], told).await;
    }
    let followers = "/api/v2/products/3/followers";
    let requests = [format!("POST {followers}"), format!("GET {followers}")];
    let requests = [requests[0].as_str(), requests[1].as_str()];
    let call = "CALL AddFollower('PRODUCT', 3, 4)";
    check(call, "POST products:500", Err(ErrorKind::Unavailable), &requests, "AddFollower CALL - failed").await;
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_is_gone_from_the_list_was_deleted() {
    let fixture = Fixture::new().await;
    let make = "SELECT Id FROM CreateWebhook('https://hooks.example/1', 'create', 'deal', 'mine')";
    let id = fixture.column(make).await.remove(0);
    assert_eq!(outcome(&fixture).await, [format!("CreateWebhook CALL {id} written")]);
    for (fault, requests) in [("drop", 2), ("500", 3)] {
        let id = fixture.column(make).await.remove(0);
        fixture.requests();
        fixture.sandbox.set_faults(format!("DELETE webhooks:{fault}").parse::<FaultPlan>().unwrap());
        assert_eq!(fixture.expect(&format!("CALL DeleteWebhook({id})")).await, [[id.clone()]], "{fault}");
        assert_eq!(sent(&fixture).len(), requests, "{fault}");
        assert_eq!(outcome(&fixture).await, [format!("DeleteWebhook CALL {id} written")]);
        assert!(fixture.column(&format!("SELECT id FROM webhooks WHERE id = {id}")).await.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn where_nothing_tells_the_error_says_how_to_look() {
    for (call, path, look) in [
        ("CALL DuplicateDeal(5)", "POST deals", Some("SELECT id, title FROM deals ORDER BY id DESC LIMIT 5")),
        ("CALL MergeDeals(7, 8)", "PUT deals", Some("SELECT id, title FROM deals WHERE id IN (7, 8)")),
        ("CALL PipedriveRequest('POST', '/v2/deals', '{\"title\": \"x\"}')", "POST deals", None),
        // The look itself fails.
        (
            "CALL ArchiveDeal(5)",
            "GET deals/5:500*9,PATCH deals",
            Some("SELECT status, is_archived FROM deals WHERE id = 5"),
        ),
    ] {
        let fixture = Fixture::new().await;
        // Whether it was carried out or not, and in whatever way the answer is missing.
        for fault in ["500-after", "truncate", "500", "drop"] {
            fixture.sandbox.set_faults(format!("{path}:{fault}").parse::<FaultPlan>().unwrap());
            let error = fixture.rows(call).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unavailable, "{call} {fault}: {}", describe(&error));
            assert_eq!(sent(&fixture).iter().filter(|line| !line.starts_with("GET")).count(), 1, "{call} {fault}");
        }
        let fixture = Fixture::new().await;
        fixture.sandbox.set_faults(format!("{path}:drop").parse::<FaultPlan>().unwrap());
        let error = fixture.rows(call).await.unwrap_err();
        fixture.sandbox.set_faults(FaultPlan::default());
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{call}: {}", describe(&error));
        let text = describe(&error);
        assert!(text.contains("nobody knows whether it was carried out"), "{text}");
        assert_eq!(sent(&fixture).iter().filter(|line| !line.starts_with("GET")).count(), 1, "{call}");
        let name = call.split(['(', ' ']).nth(1).unwrap();
        assert_eq!(outcome(&fixture).await, [format!("{name} CALL - unknown")]);
        if let Some(look) = look {
            assert!(error.hints().iter().any(|hint| hint.contains(look)), "{text}");
            assert!(!fixture.expect(look).await.is_empty(), "{look}");
        }
    }
}

#[tokio::test]
async fn a_call_that_is_refused_leaves_no_rows_of_the_one_before() {
    let fixture = Fixture::new().await;
    fixture.expect("CALL ArchiveDeal(5)").await;
    assert_eq!(outcome(&fixture).await, ["ArchiveDeal CALL 5 written"]);
    fixture.expect("CALL PipedriveRequest('GET', '/v1/users/me')").await;
    fixture.expect("CALL TestConnection()").await;
    assert_eq!(outcome(&fixture).await, ["ArchiveDeal CALL 5 written"]);
    fixture.rows("CALL UploadFile('/nowhere/to/be/found')").await.unwrap_err();
    assert_eq!(outcome(&fixture).await, [""; 0]);
    let error = fixture.rows("CALL MarkDealWon(99999)").await.unwrap_err();
    assert!(error.to_string().ends_with("; nothing was written"), "{}", describe(&error));
    assert_eq!(outcome(&fixture).await, ["MarkDealWon CALL - failed"]);
}

#[tokio::test]
async fn no_secret_is_in_what_is_told() {
    let fixture = Fixture::new().await;
    let call = "CALL CreateWebhook(SubscriptionUrl => 'https://hooks.example/1', EventAction => 'create', \
                EventObject => 'deal', Name => 'mine', HttpAuthUser => 'me', HttpAuthPassword => 'sentinel-password')";
    fixture.expect(call).await;
    let told = format!("{:?}", fixture.expect("SELECT * FROM last_write").await);
    assert!(told.contains("CreateWebhook(") && !told.contains("sentinel"), "{told}");
}
