//! What single functions answer: related records, sums, periods, statistics, and where their arguments go.

use serde_json::json;

use super::{Scripted, deal};
use crate::fixture::rows;

#[tokio::test]
async fn related_records_are_rows_of_their_own() {
    let data = json!({"items": [deal(1, 1.5)], "related_items": [deal(8, 0.0), deal(9, 0.0)]});
    let account = Scripted::new(vec![("/itemSearch", json!({"success": true, "data": data}))]).await;
    let requests = ["/api/v2/itemSearch?term=a&limit=100"];
    account.check("SELECT type, id FROM item_search('a')", &["deal | 1"], &requests).await;
    let requests = ["/api/v2/itemSearch?term=a&item_types=person&search_for_related_items=true&limit=100"];
    let sql = "SELECT type, id FROM item_search_related('a', 'person')";
    account.check(sql, &["deal | 8", "deal | 9"], &requests).await;
}

#[tokio::test]
async fn a_field_is_searched_by_its_key() {
    let data = json!([{"id": 1, "name": "Jane"}, {"id": "39c433f0", "name": "A lead"}]);
    let account = Scripted::new(vec![("/itemSearch/field", json!({"success": true, "data": data}))]).await;
    account
        .check(
            "SELECT id, name FROM item_search_by_field('ja', 'person', 'name', match => 'beginning')",
            &["1 | Jane", "39c433f0 | A lead"],
            &["/api/v2/itemSearch/field?term=ja&entity_type=person&field=name&match=beginning&limit=500"],
        )
        .await;
}

#[tokio::test]
async fn sums_have_a_row_for_each_currency_and_none_without_deals() {
    let some = json!({
        "values_total": {"EUR": {"value": 10, "count": 2}, "USD": {"value": 30.5, "count": 3}},
        "weighted_values_total": {"EUR": {"value": 5, "count": 2}}, "total_count": 5
    });
    let none = json!({"values_total": [], "weighted_values_total": [], "total_count": 0});
    let account = Scripted::new(vec![
        ("status=lost", json!({"success": true, "data": none})),
        ("/deals/summary", json!({"success": true, "data": some})),
    ])
    .await;
    let columns = "currency, count, value, weighted_value, total_count";
    let sql = format!("SELECT {columns} FROM deals_summary() ORDER BY 1");
    let expect = ["EUR | 2 | 10.0 | 5.0 | 5", "USD | 3 | 30.5 | NULL | 5"];
    account.check(&sql, &expect, &["/api/v1/deals/summary"]).await;
    let sql = format!("SELECT {columns} FROM deals_summary('lost', pipeline_id => 2)");
    account.check(&sql, &[], &["/api/v1/deals/summary?status=lost&pipeline_id=2"]).await;
}

#[tokio::test]
async fn a_timeline_has_a_row_for_each_period_however_many_there_are() {
    let period = |month: u32| {
        json!({
            "period_start": format!("2026-0{month}-01 00:00:00"), "period_end": format!("2026-0{month}-28 23:59:59"),
            "deals": [], "totals": {"count": month, "values": {"EUR": 1.50}}
        })
    };
    let account = Scripted::new(vec![
        ("amount=1", json!({"success": true, "data": period(1)})),
        ("amount=2", json!({"success": true, "data": [period(1), period(2)]})),
    ])
    .await;
    let request = |amount: u32| {
        format!("/api/v1/deals/timeline?start_date=2026-01-01&interval=month&amount={amount}&field_key=add_time")
    };
    let columns = "SELECT period_start, count, total_values FROM deals_timeline";
    let first = "2026-01-01T00:00:00Z | 1 | {\"EUR\":1.5}";
    account.check(&format!("{columns}('2026-01-01', 'month', 1, 'add_time')"), &[first], &[&request(1)]).await;
    let second = "2026-02-01T00:00:00Z | 2 | {\"EUR\":1.5}";
    let exclude = format!("{}&exclude_deals=1", request(2));
    let sql = format!(
        "{columns}(start_date => DATE '2026-01-01', interval => 'month', amount => 2, field_key => 'add_time', \
         exclude_deals => true)"
    );
    account.check(&sql, &[first, second], &[&exclude]).await;
}

#[tokio::test]
async fn keys_stand_in_their_places_in_the_path() {
    let goal = json!({"goal": {"id": "g/1", "title": "More"}, "progress": 3});
    let account = Scripted::new(vec![
        ("/goals/", json!({"success": true, "data": goal})),
        (
            "/convert/status/",
            json!({"success": true, "data": {"status": "completed", "lead_id": "l", "conversion_id": "c"}}),
        ),
        (
            "/conversion_statistics",
            json!({"success": true, "data": {"won_conversion": 12, "stage_conversions": [
                {"from_stage_id": 1, "to_stage_id": 2, "conversion_rate": 50}
            ]}}),
        ),
    ])
    .await;
    account
        .check(
            "SELECT id, title, progress FROM goal_results('g/1', '2026-01-01', '2026-01-31')",
            &["g/1 | More | 3.0"],
            &["/api/v1/goals/g%2F1/results?period.start=2026-01-01&period.end=2026-01-31"],
        )
        .await;
    account
        .check(
            "SELECT * FROM deal_conversion_status(conversion_id => 'c', deal_id => 7)",
            &["completed | l | NULL"],
            &["/api/v2/deals/7/convert/status/c"],
        )
        .await;
    account
        .check(
            "SELECT won_conversion, s['to_stage_id'] FROM (SELECT won_conversion, unnest(stage_conversions) AS s \
             FROM pipeline_conversion_statistics(4, '2026-01-01', '2026-01-31'))",
            &["12.0 | 2"],
            &["/api/v1/pipelines/4/conversion_statistics?start_date=2026-01-01&end_date=2026-01-31"],
        )
        .await;
    let missing = "SELECT * FROM pipeline_movement_statistics(9, '2026-01-01', '2026-01-31')";
    let error = rows(&account.session, missing).await.map(|_| ()).unwrap_err();
    assert_eq!((error.sqlstate(), error.native_code()), ("02000", 404));
}

#[tokio::test]
async fn older_operations_get_flags_as_numbers_and_instants_without_a_zone() {
    let user = json!({"id": 1, "name": "Jane"});
    let change = json!({"item": "deal", "id": 8, "data": {"id": 8, "value": 1.50}});
    let account = Scripted::new(vec![
        ("/users/find", json!({"success": true, "data": [user]})),
        ("/recents", json!({"success": true, "data": [change]})),
    ])
    .await;
    let sql = "SELECT id, name FROM users_find('jane', search_by_email => true)";
    account.check(sql, &["1 | Jane"], &["/api/v1/users/find?term=jane&search_by_email=1"]).await;
    let request = "/api/v1/recents?since_timestamp=2026-01-31%2012:00:00&items=deal&limit=500";
    for instant in
        ["'2026-01-31 12:00:00'", "TIMESTAMP '2026-01-31 12:00:00.9'", "'2026-01-31T13:00:00+01:00'::timestamptz"]
    {
        let sql = format!("SELECT item, id, data FROM recents({instant}, 'deal')");
        account.check(&sql, &["deal | 8 | {\"id\":8,\"value\":1.5}"], &[request]).await;
    }
}
