//! Aggregates: the timeline of deals, statistics of pipelines, and the words of filter conditions.

use std::collections::BTreeMap;

use pipedrive_sandbox::{Deal, DealStatus};
use serde_json::{Value, json};

use crate::support::{Api, ids};

#[tokio::test]
async fn the_timeline_puts_open_and_won_deals_into_periods() {
    let api = Api::start().await;
    let path = "/v1/deals/timeline?start_date=2026-03-01&interval=month&amount=3&field_key=expected_close_date";
    let periods = api.rows(path).await;
    let deals = api.walk("/api/v2/deals?limit=500&status=open,won").await;
    let bounds: Vec<(&str, &str)> = periods
        .iter()
        .map(|period| (period["period_start"].as_str().unwrap(), period["period_end"].as_str().unwrap()))
        .collect();
    assert_eq!(
        bounds,
        [
            ("2026-03-01 00:00:00", "2026-03-31 23:59:59"),
            ("2026-04-01 00:00:00", "2026-04-30 23:59:59"),
            ("2026-05-01 00:00:00", "2026-05-31 23:59:59"),
        ]
    );
    for (month, period) in ["2026-03", "2026-04", "2026-05"].into_iter().zip(&periods) {
        let expect: Vec<&Value> = deals
            .iter()
            .filter(|deal| deal["expected_close_date"].as_str().is_some_and(|date| date.starts_with(month)))
            .collect();
        assert!(expect.len() > 3, "{month}");
        assert_eq!(
            ids(period["deals"].as_array().unwrap()),
            expect.iter().map(|deal| deal["id"].as_u64().unwrap()).collect::<Vec<_>>()
        );
        let totals = &period["totals"];
        assert_eq!(totals["count"], expect.len());
        let open = expect.iter().filter(|deal| deal["status"] == "open").count();
        assert_eq!((&totals["open_count"], &totals["won_count"]), (&json!(open), &json!(expect.len() - open)));
        let mut sums = BTreeMap::<&str, f64>::new();
        for deal in &expect {
            *sums.entry(deal["currency"].as_str().unwrap()).or_default() += deal["value"].as_f64().unwrap();
        }
        for (currency, sum) in sums {
            assert!((totals["values"][currency].as_f64().unwrap() - sum).abs() < 0.01, "{month} {currency}");
        }
    }
}

#[tokio::test]
async fn the_timeline_is_narrowed_and_converted() {
    let api = Api::start().await;
    let path = "/v1/deals/timeline?start_date=2025-06-01&interval=quarter&amount=4&field_key=add_time";
    let count = |rows: &[Value]| rows.iter().map(|row| row["totals"]["count"].as_u64().unwrap()).sum::<u64>();
    let all = api.rows(path).await;
    let check = async |query: &str, keep: &dyn Fn(&Value) -> bool| {
        let rows = api.rows(&format!("{path}&{query}")).await;
        let kept = |rows: &[Value]| {
            rows.iter().flat_map(|row| row["deals"].as_array().unwrap().clone()).filter(|deal| keep(deal)).count()
        };
        assert!(count(&rows) > 0 && count(&rows) < count(&all), "{query}");
        assert_eq!((kept(&rows), count(&rows)), (kept(&all), u64::try_from(kept(&all)).unwrap()), "{query}");
    };
    check("user_id=2", &|deal| deal["user_id"] == 2).await;
    check("pipeline_id=2", &|deal| deal["pipeline_id"] == 2).await;
    check("filter_id=1", &|deal| deal["status"] == "open").await;

    let totals = api.rows(&format!("{path}&exclude_deals=1&totals_convert_currency=default_currency")).await;
    assert_eq!(count(&totals), count(&all));
    let rates = [("EUR", 1.0), ("USD", 0.9), ("GBP", 1.2), ("JPY", 0.006), ("CRD", 0.5)];
    for period in &totals {
        assert!(period.get("deals").is_none());
        let values = &period["totals"]["values"];
        let expect: f64 = rates.iter().map(|(code, rate)| values[code].as_f64().unwrap_or_default() * rate).sum();
        let converted = period["totals_converted"]["values"]["EUR"].as_f64().unwrap_or_default();
        assert!((converted - expect).abs() < 0.05, "{period}");
    }
}

#[tokio::test]
async fn incomplete_or_wrong_questions_are_refused() {
    let api = Api::start().await;
    let timeline = "/v1/deals/timeline?start_date=2026-01-01&interval=month&amount=1";
    let statistics = "/v1/pipelines/1/conversion_statistics?start_date=2026-01-01";
    for (path, status) in [
        ("/v1/deals/timeline".to_owned(), 400),
        (timeline.to_owned(), 400),
        (format!("{timeline}&field_key=add_time"), 200),
        (format!("{timeline}&field_key=title"), 400),
        (format!("{timeline}&field_key=add_time&totals_convert_currency=XXX"), 400),
        (format!("{timeline}&field_key=add_time&filter_id=4"), 400),
        (timeline.replace("month", "year") + "&field_key=add_time", 400),
        (statistics.to_owned(), 400),
        (format!("{statistics}&end_date=2025-01-01"), 400),
        (format!("{statistics}&end_date=2026-02-01"), 200),
        (statistics.replace("/1/", "/4/") + "&end_date=2026-02-01", 404),
        (statistics.replace("/1/", "/99/") + "&end_date=2026-02-01", 404),
    ] {
        assert_eq!(api.get(&path).await.status, status, "{path}");
    }
}

/// The deals of a user in the first pipeline.
fn deals_of(api: &Api, user: u32) -> Vec<Deal> {
    let wanted = |deal: &Deal| deal.owner_id == user && deal.pipeline_id == 1 && !deal.is_archived && !deal.is_deleted;
    api.sandbox.account().deals().filter(wanted).collect()
}

const PERIOD: &str = "start_date=2025-09-01&end_date=2026-03-31";
/// The period in Unix seconds, whose days begin two hours before UTC's.
const WINDOW: std::ops::Range<i64> = 1_756_677_600..1_774_994_400;

#[tokio::test]
async fn movements_are_those_of_the_deals() {
    let api = Api::start().await;
    let path = format!("/v1/pipelines/1/movement_statistics?{PERIOD}");
    let own = api.get(&path).await.json();
    assert_eq!(own, api.get(&format!("{path}&user_id=1")).await.json());
    for user in [1, 2, 3] {
        let data = api.get(&format!("{path}&user_id={user}")).await.json()["data"].take();
        let deals = deals_of(&api, user);
        let within = |time: Option<i64>| time.is_some_and(|time| WINDOW.contains(&time));
        let check = |name: &str, keep: &dyn Fn(&Deal) -> bool| {
            let expect: Vec<u32> = deals.iter().filter(|deal| keep(deal)).map(|deal| deal.id).collect();
            assert!(!expect.is_empty(), "{name} {user}");
            assert_eq!(data[name]["deals_ids"], json!(expect), "{name} {user}");
            assert_eq!(data[name]["count"], expect.len());
        };
        check("new_deals", &|deal| within(Some(deal.add_time)));
        check("won_deals", &|deal| within(deal.won_time));
        check("lost_deals", &|deal| within(deal.lost_time));
        check("deals_left_open", &|deal| {
            deal.add_time < WINDOW.end && deal.close_time().is_none_or(|t| t >= WINDOW.end)
        });
        let mut moved = 0;
        for deal in &deals {
            let changes = api.rows(&format!("/v1/deals/{}/changelog?limit=500", deal.id)).await;
            let in_period = |change: &Value| {
                let time = change["time"].as_str().unwrap();
                change["field_key"] == "stage_id" && ("2025-08-31 22:00:00".."2026-03-31 22:00:00").contains(&time)
            };
            moved += u32::from(changes.iter().any(in_period));
        }
        assert!(moved > 0);
        assert_eq!(data["movements_between_stages"]["count"], moved);
        let by_stages = data["average_age_in_days"]["by_stages"].as_array().unwrap();
        assert_eq!(by_stages.iter().map(|row| row["stage_id"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }
}

#[tokio::test]
async fn conversions_are_shares_of_the_deals_added() {
    let api = Api::start().await;
    let path = format!("/v1/pipelines/1/conversion_statistics?{PERIOD}&user_id=2");
    let data = api.get(&path).await.json()["data"].take();
    let added: Vec<Deal> = deals_of(&api, 2).into_iter().filter(|deal| WINDOW.contains(&deal.add_time)).collect();
    let share = |part: usize, whole: usize| (part * 200 + whole) / (whole * 2);
    let count = |status: DealStatus| added.iter().filter(|deal| deal.status == status).count();
    assert_eq!(data["won_conversion"], share(count(DealStatus::Won), added.len()));
    assert_eq!(data["lost_conversion"], share(count(DealStatus::Lost), added.len()));
    // Stage 14 comes after stage 5, and no longer exists.
    let reached =
        |stage: u32| added.iter().filter(|deal| deal.status == DealStatus::Won || deal.stage_id >= stage).count();
    let expect: Vec<Value> = (1..5)
        .map(|from| json!({"from_stage_id": from, "to_stage_id": from + 1, "conversion_rate": share(reached(from + 1), reached(from))}))
        .collect();
    assert_eq!(data["stage_conversions"], json!(expect));
}

#[tokio::test]
async fn conditions_of_saved_filters_use_listed_operators() {
    let api = Api::start().await;
    let words = api.get("/v1/filters/helpers").await.json()["data"].take();
    let operators: Vec<String> = words["operators"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|of| match of {
            Value::Array(rows) => {
                rows.iter().flat_map(|row| row.as_object().unwrap().keys().cloned()).collect::<Vec<_>>()
            }
            of => of.as_object().unwrap().keys().cloned().collect(),
        })
        .collect();
    for id in ids(&api.rows("/v1/filters").await) {
        let filter = api.get(&format!("/v1/filters/{id}")).await.json()["data"].take();
        for group in filter["conditions"]["conditions"].as_array().unwrap() {
            for condition in group["conditions"].as_array().unwrap() {
                assert!(operators.iter().any(|operator| condition["operator"] == *operator), "{condition}");
            }
        }
    }
    assert_eq!(words["relative_dates"]["Relative dates"]["1_months_ago"], "1 month ago");
    assert_eq!(words["address_field_components"].as_object().unwrap().len(), 10);
}
