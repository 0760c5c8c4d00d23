//! `/deals/timeline`: open and won deals that are not archived, by the period a date of theirs lies in.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, NaiveDate};
use serde_json::{Map, Value, json};

use super::shapes::flat_deal;
use super::summary::{cents, probability};
use crate::data::{CURRENCIES, Cell, Record};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{DAY, Day, LegacyTime, value};
use crate::{Deal, DealStatus, FilterType};

const PARAMS: &[Param] = &[
    Param::new("start_date", Kind::Day),
    Param::new("interval", Kind::Choice(&["day", "week", "month", "quarter"])),
    Param::new("amount", Kind::Id),
    Param::new("field_key", Kind::Text),
    Param::new("user_id", Kind::Id),
    Param::new("pipeline_id", Kind::Id),
    Param::new("filter_id", Kind::Id),
    Param::new("exclude_deals", Kind::Bit),
    Param::new("totals_convert_currency", Kind::Text),
];

/// Most periods of one request.
const MAX_PERIODS: u32 = 1000;

pub(crate) const OPERATIONS: &[Operation] = &[Operation {
    version: Version::V1,
    path: "/deals/timeline",
    cost: 20,
    scopes: &["deals:read", "deals:full"],
    params: &[PARAMS],
    answer: list_periods,
}];

fn list_periods(call: &Call<'_>) -> Result<Answer, Failure> {
    let query = &call.query;
    let (Some(start), Some(interval), Some(amount), Some(key)) =
        (query.day("start_date"), query.text("interval"), query.number("amount"), query.text("field_key"))
    else {
        return Err(Failure::bad_request());
    };
    let starts = starts(start, interval, amount).ok_or_else(Failure::bad_request)?;
    let code = date_field(call, key).ok_or_else(Failure::bad_request)?;
    let code = code.as_str();
    let currency = match query.text("totals_convert_currency") {
        None => None,
        Some("default_currency") => Some(&CURRENCIES[0]),
        Some(code) => Some(CURRENCIES.iter().find(|c| c.code == code).ok_or_else(Failure::bad_request)?),
    };
    let mut periods: Vec<Vec<Deal>> = vec![Vec::new(); starts.len() - 1];
    for deal in wanted(call)? {
        let Cell::Day(day) = Record::Deal(&deal).cell(call.account, "deal", code, None) else { continue };
        let place = starts.partition_point(|start| *start <= day);
        if let Some(period) = place.checked_sub(1).and_then(|place| periods.get_mut(place)) {
            period.push(deal);
        }
    }
    let with_deals = query.flag("exclude_deals") != Some(true);
    let rows = starts.windows(2).zip(&periods);
    Ok(Answer::list(rows, Paging::Whole, |(bounds, deals), out| {
        let mut row = json!({
            "period_start": LegacyTime(bounds[0].0 * DAY),
            "period_end": LegacyTime(bounds[1].0 * DAY - 1),
            "totals": totals(deals, &|deal| (deal.currency, 1.0)),
        });
        if with_deals {
            row["deals"] = deals.iter().map(|deal| flat_deal(call, deal.id)).collect();
        }
        if let Some(currency) = currency {
            row["totals_converted"] =
                totals(deals, &|deal| (currency.code, in_euros(deal.currency) / currency.in_euros));
        }
        value(out, &row);
    }))
}

/// The first days of the periods, and the day after the last one.
fn starts(first: Day, interval: &str, amount: u32) -> Option<Vec<Day>> {
    let first = DateTime::from_timestamp(first.0 * DAY, 0)?.date_naive();
    let day = |date: NaiveDate| Some(Day::of(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp()));
    let start = |number: u32| {
        let date = match interval {
            "day" => first.checked_add_days(Days::new(number.into()))?,
            "week" => first.checked_add_days(Days::new(u64::from(number) * 7))?,
            "month" => first.checked_add_months(Months::new(number))?,
            _ => first.checked_add_months(Months::new(number * 3))?,
        };
        day(date)
    };
    (amount <= MAX_PERIODS).then(|| (0..=amount).map(start).collect()).flatten()
}

/// The code of a field of deals that holds dates.
fn date_field(call: &Call<'_>, key: &str) -> Option<String> {
    let definitions = call.account.field_definitions(crate::data::Owner::Deals);
    let is_date = |field_type: &str| matches!(field_type, "date" | "daterange");
    definitions.iter().find(|field| field.code == key && is_date(field.field_type)).map(|field| field.code.clone())
}

/// The deals that meet the request's conditions.
fn wanted<'a>(call: &'a Call<'_>) -> Result<impl Iterator<Item = Deal> + 'a, Failure> {
    let filter = match call.query.number("filter_id") {
        None => None,
        Some(id) => match call.account.filter(id) {
            Some(filter) if filter.kind == FilterType::Deals => Some(filter),
            _ => return Err(Failure::bad_request()),
        },
    };
    let is = |name: &str, id: u32| call.query.number(name).is_none_or(|wanted| wanted == id);
    Ok(call.account.deals().filter(move |deal| {
        !deal.is_archived
            && matches!(deal.status, DealStatus::Open | DealStatus::Won)
            && is("user_id", deal.owner_id)
            && is("pipeline_id", deal.pipeline_id)
            && filter.as_ref().is_none_or(|filter| filter.picks(call.account, &Record::Deal(deal)))
    }))
}

fn in_euros(code: &str) -> f64 {
    CURRENCIES.iter().find(|currency| currency.code == code).map_or(1.0, |currency| currency.in_euros)
}

/// Counts and sums of a period, in the currency and at the rate that each deal is counted in.
fn totals(deals: &[Deal], counted_in: &dyn Fn(&Deal) -> (&'static str, f64)) -> Value {
    let count = |status: DealStatus| deals.iter().filter(|deal| deal.status == status).count();
    let sum = |status: Option<DealStatus>, weighted: bool| {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for deal in deals.iter().filter(|deal| status.is_none_or(|status| status == deal.status)) {
            let weight = if weighted { f64::from(probability(deal)) / 100.0 } else { 1.0 };
            let (currency, rate) = counted_in(deal);
            *sums.entry(currency).or_default() += deal.value * weight * rate;
        }
        sums.into_iter().map(|(code, sum)| (code.to_owned(), json!(cents(sum)))).collect::<Map<_, _>>()
    };
    json!({
        "count": deals.len(),
        "values": sum(None, false),
        "weighted_values": sum(None, true),
        "open_count": count(DealStatus::Open),
        "open_values": sum(Some(DealStatus::Open), false),
        "weighted_open_values": sum(Some(DealStatus::Open), true),
        "won_count": count(DealStatus::Won),
        "won_values": sum(Some(DealStatus::Won), false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_day;

    fn check(first: &str, interval: &str, amount: u32, expect: &[&str]) {
        let starts = starts(parse_day(first).unwrap(), interval, amount).unwrap();
        assert_eq!(starts.into_iter().map(String::from).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn periods_follow_the_calendar() {
        check("2026-02-27", "day", 3, &["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
        check("2026-02-27", "week", 1, &["2026-02-27", "2026-03-06"]);
        check("2026-01-31", "month", 2, &["2026-01-31", "2026-02-28", "2026-03-31"]);
        check("2025-11-01", "quarter", 2, &["2025-11-01", "2026-02-01", "2026-05-01"]);
    }

    #[test]
    fn there_is_a_limit_to_periods() {
        assert_eq!(starts(parse_day("2026-01-01").unwrap(), "day", MAX_PERIODS + 1), None);
    }
}
