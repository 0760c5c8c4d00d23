//! Deals from leads and leads from deals, on a clock that does not wait.

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::{Conversions, Quirks, SandboxConfig};

use super::{one, sent};
use crate::fixture::{Fixture, describe, small};

fn ending(conversions: Conversions) -> SandboxConfig {
    SandboxConfig { quirks: Quirks { conversions, ..Quirks::default() }, ..small() }
}

#[tokio::test(start_paused = true)]
async fn a_lead_becomes_a_deal_and_a_deal_a_lead() {
    let fixture = Fixture::new().await;
    let lead = one(&fixture, "SELECT id FROM leads WHERE NOT is_archived ORDER BY id LIMIT 1").await;
    fixture.requests();
    let rows = fixture.expect(&format!("CALL ConvertLeadToDeal('{lead}', StageId => 3)")).await;
    let status = format!("GET /api/v2/leads/{lead}/convert/status/{}", rows[0][1]);
    let begin = format!("POST /api/v2/leads/{lead}/convert/deal {{\"stage_id\":3}} 200 40");
    assert_eq!(sent(&fixture), [begin.as_str(), &status, &status, &status]);
    let deal = &rows[0][0];
    assert_eq!(one(&fixture, &format!("SELECT stage_id FROM deals WHERE id = {deal}")).await, "3");
    assert!(fixture.column(&format!("SELECT id FROM leads WHERE id = '{lead}'")).await.is_empty());
    let rows = fixture.expect(&format!("SELECT leadid FROM ConvertDealToLead({deal})")).await;
    assert_eq!(one(&fixture, &format!("SELECT id FROM leads WHERE id = '{}'", rows[0][0])).await, rows[0][0]);
}

#[tokio::test(start_paused = true)]
async fn a_conversion_that_does_not_end_well_says_where_to_look() {
    for (conversions, kind, part) in [
        (Conversions::Failed, ErrorKind::Conflict, "has ended as `failed`"),
        (Conversions::Rejected, ErrorKind::Conflict, "has ended as `rejected`"),
        (Conversions::Endless, ErrorKind::Timeout, "is not done after 20 s, and goes on"),
    ] {
        let fixture = Fixture::with(ending(conversions), "").await;
        let error = fixture.rows("CALL ConvertDealToLead(5, Timeout => 20)").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{}", describe(&error));
        assert!(error.to_string().contains(part), "{}", describe(&error));
        let hint = &error.hints()[0];
        let query = hint.split('`').nth(1).unwrap();
        assert_eq!(fixture.expect(query).await.len(), 1, "{query}");
        let looks = sent(&fixture).iter().filter(|line| line.starts_with("GET")).count();
        assert!(looks < 15, "{looks}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_conversion_is_not_begun_in_vain() {
    let fixture = Fixture::new().await;
    for (call, expect) in [
        ("CALL ConvertLeadToDeal('x', 1, 2)", "`StageId` tells the pipeline too: give it or `PipelineId`, not both"),
        ("CALL ConvertDealToLead(5, -1)", "`Timeout` takes 0 to 86400 seconds"),
    ] {
        assert_eq!(fixture.rows(call).await.unwrap_err().to_string(), expect);
    }
    fixture.expect("SET pipedrive.max_tokens_per_query = 40").await;
    let error = fixture.rows("CALL ConvertDealToLead(5)").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenLimit, "{}", describe(&error));
    assert_eq!(sent(&fixture), [""; 0]);
}
