//! Copies, merges, closed and archived deals, followers, webhooks, and any request.

use super::{check, one, sent};
use crate::fixture::{Fixture, describe};

#[tokio::test]
async fn records_are_copied() {
    let fixture = Fixture::new().await;
    let title = one(&fixture, "SELECT title FROM deals WHERE id = 5").await;
    let copy = format!("{title} (copy)");
    check(&fixture, "CALL DuplicateDeal(5)", &["121", &copy], &["POST /api/v1/deals/5/duplicate 200 10"]).await;
    let deal = one(&fixture, "SELECT title || ' ' || status FROM deals WHERE id = 121").await;
    assert_eq!(deal, format!("{copy} open"));
    fixture.requests();
    let rows = fixture.expect("SELECT id FROM DuplicateProduct(Id => 3)").await;
    assert_eq!(sent(&fixture), ["POST /api/v2/products/3/duplicate 201 5"]);
    assert_eq!(
        fixture.column(&format!("SELECT id FROM products WHERE id = {}", rows[0][0])).await,
        [rows[0][0].clone()]
    );
}

#[tokio::test]
async fn of_two_records_the_one_to_merge_with_stays() {
    let fixture = Fixture::new().await;
    for (name, table, lives) in [
        ("MergeDeals", "deals", "status = 'open' AND NOT is_archived"),
        ("MergePersons", "persons", "true"),
        ("MergeOrganizations", "organizations", "true"),
    ] {
        let ids = fixture.column(&format!("SELECT id FROM {table} WHERE {lives} ORDER BY id LIMIT 2")).await;
        let (gone, kept) = (&ids[0], &ids[1]);
        let request = format!("PUT /api/v1/{table}/{gone}/merge {{\"merge_with_id\":{kept}}} 200 40");
        let call = format!("CALL {name}(Id => {gone}, MergeWithId => {kept})");
        check(&fixture, &call, &[kept], &[&request]).await;
        let left = fixture.column(&format!("SELECT id FROM {table} WHERE id IN ({gone}, {kept})")).await;
        assert_eq!(left, [kept.as_str()], "{call}");
    }
}

#[tokio::test]
async fn deals_are_won_lost_and_archived_in_three_spellings() {
    let fixture = Fixture::new().await;
    let open = fixture.column("SELECT id FROM deals WHERE status = 'open' ORDER BY id LIMIT 2").await;
    let (a, b) = (&open[0], &open[1]);
    for call in [
        format!("CALL MarkDealWon(Id => {a}, WonTime => '2026-09-01 10:00:00')"),
        format!("EXEC markdealwon @id = {a}, @wontime = '2026-09-01 10:00:00'"),
        format!("SELECT * FROM pipedrive.crm.MARKDEALWON({a}, TIMESTAMP '2026-09-01 10:00:00')"),
    ] {
        let body = r#"{"status":"won","won_time":"2026-09-01T10:00:00Z"}"#;
        let request = format!("PATCH /api/v2/deals/{a} {body} 200 5");
        check(&fixture, &call, &[a, "won", "2026-09-01T10:00:00Z"], &[&request]).await;
    }
    let call = format!("CALL MarkDealLost({b}, 'too dear')");
    let request = format!(r#"PATCH /api/v2/deals/{b} {{"lost_reason":"too dear","status":"lost"}} 200 5"#);
    check(&fixture, &call, &[b, "lost", "too dear"], &[&request]).await;
    let request = format!(r#"PATCH /api/v2/deals/{b} {{"is_archived":true}} 200 5"#);
    check(&fixture, &format!("CALL ArchiveDeal({b})"), &[b, "true"], &[&request]).await;
    assert_eq!(one(&fixture, &format!("SELECT is_archived FROM deals WHERE id = {b}")).await, "true");
    let request = format!(r#"PATCH /api/v2/deals/{b} {{"is_archived":false}} 200 5"#);
    check(&fixture, &format!("CALL UnarchiveDeal({b})"), &[b, "false"], &[&request]).await;
}

#[tokio::test]
async fn users_begin_and_end_to_follow() {
    let fixture = Fixture::new().await;
    for (entity, table) in
        [("DEAL", "deals"), ("person", "persons"), ("Organization", "organizations"), ("PRODUCT", "products")]
    {
        let followers = fixture.column(&format!("SELECT id FROM {table} WHERE id = 3")).await;
        assert_eq!(followers, ["3"]);
        fixture.requests();
        let call = format!("SELECT UserId FROM AddFollower('{entity}', 3, 4)");
        let rows = fixture.rows(&call).await;
        let request = format!(r#"POST /api/v2/{table}/3/followers {{"user_id":4}}"#);
        let lines = sent(&fixture);
        assert!(lines.len() == 1 && lines[0].starts_with(&request), "{lines:?}");
        // One who follows already is refused, and is there in any case.
        if let Err(error) = rows {
            assert!(lines[0].ends_with("400 5"), "{}", describe(&error));
        }
        let request = format!("DELETE /api/v2/{table}/3/followers/4 200 3");
        check(&fixture, &format!("CALL RemoveFollower('{entity}', 3, 4)"), &["4"], &[&request]).await;
    }
    let error = fixture.rows("CALL AddFollower('user', 3, 4)").await.unwrap_err();
    assert_eq!(error.to_string(), "`Entity` takes `DEAL` or `PERSON` or `ORGANIZATION` or `PRODUCT`");
}

#[tokio::test]
async fn webhooks_come_and_go_and_their_password_is_seen_nowhere() {
    let fixture = Fixture::new().await;
    let call = "CALL CreateWebhook(SubscriptionUrl => 'https://hooks.example/1', EventAction => 'create', \
                EventObject => 'deal', Name => 'mine', HttpAuthUser => 'me', HttpAuthPassword => 'sentinel-password')";
    let plan = fixture.expect(&format!("EXPLAIN {call}")).await;
    assert!(!format!("{plan:?}").contains("sentinel"), "{plan:?}");
    fixture.expect("SET pipedrive.dry_run = true").await;
    let rows = fixture.expect(call).await;
    assert!(rows[0][3].contains(r#""http_auth_password":"***""#) && rows[0][4] == "10", "{rows:?}");
    assert_eq!(sent(&fixture), [""; 0]);
    fixture.expect("SET pipedrive.dry_run = false").await;
    let rows = fixture.expect(call).await;
    assert_eq!(rows[0][1], "mine");
    let lines = sent(&fixture);
    assert!(lines[0].starts_with("POST /api/v1/webhooks ") && lines[0].ends_with("201 10"), "{lines:?}");
    let request = format!("DELETE /api/v1/webhooks/{} 200 6", rows[0][0]);
    check(&fixture, &format!("CALL DeleteWebhook({})", rows[0][0]), &[&rows[0][0]], &[&request]).await;
    let bad = call.replace("https://hooks.example/1", "sentinel-password");
    let error = fixture.rows(&bad).await.unwrap_err();
    assert!(!format!("{} {error:?}", describe(&error)).contains("sentinel"), "{}", describe(&error));
}

#[tokio::test]
async fn any_request_is_sent_as_it_is_written() {
    let fixture = Fixture::new().await;
    let call = r#"CALL PipedriveRequest('PATCH', '/v2/deals/5', '{"title": "renamed"}')"#;
    let rows = fixture.expect(call).await;
    assert!(rows[0][0] == "200" && rows[0][1].contains("\"renamed\""), "{rows:?}");
    assert_eq!(sent(&fixture), [r#"PATCH /api/v2/deals/5 {"title":"renamed"} 200 5"#]);
    let rows = fixture.expect("CALL PipedriveRequest(Method => 'get', Path => '/api/v1/users/me')").await;
    assert!(rows[0][1].starts_with("{\"success\":true"), "{rows:?}");
    for (arguments, expect) in [
        ("'GET', 'https://evil.example/'", "`https://evil.example/` is no path of the API"),
        ("'POST', '/v1/deals/../users'", "`/v1/deals/../users` is no path of the API"),
        ("'POST', '/v1/notes', '{'", "`Body` takes JSON text, which ends at line 1, column 1"),
        ("'GET', '/v1/notes', '{}'", "a `GET` has no `Body`"),
        ("'GET', '/v1/notes?api_token=x'", "`api_token` is no parameter to pass"),
        ("'GET', '/v1/notes', Query => '[]'", "`Query` takes the text of a JSON object"),
        ("'HEAD', '/v1/notes'", "`Method` takes `GET` or `POST` or `PUT` or `PATCH` or `DELETE`"),
    ] {
        let error = fixture.rows(&format!("CALL PipedriveRequest({arguments})")).await.unwrap_err();
        assert!(error.to_string().starts_with(expect), "{arguments}: {}", describe(&error));
    }
    assert_eq!(sent(&fixture), ["GET /api/v1/users/me"]);
}
