//! `/deals/summary`: counts and sums of deals that are neither archived nor deleted.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::data::{CURRENCIES, Record, STAGES};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::value;
use crate::{Deal, FilterType, WorthlessDeals};

const FILTERS: &[Param] = &[
    Param::new("status", Kind::Choice(&["open", "won", "lost"])),
    Param::new("filter_id", Kind::Id),
    Param::new("user_id", Kind::Id),
    Param::new("pipeline_id", Kind::Id),
    Param::new("stage_id", Kind::Id),
];

pub(crate) const OPERATIONS: &[Operation] = &[Operation {
    version: Version::V1,
    path: "/deals/summary",
    cost: 40,
    scopes: &["deals:read", "deals:full"],
    params: &[FILTERS],
    answer: summarize,
}];

#[derive(Clone, Copy, Default)]
struct Total {
    count: u32,
    value: f64,
    weighted: f64,
}

fn summarize(call: &Call<'_>) -> Result<Answer, Failure> {
    let query = &call.query;
    let filter = match query.number("filter_id") {
        None => None,
        Some(id) => match call.account.filter(id) {
            Some(filter) if filter.kind == FilterType::Deals => Some(filter),
            _ => return Err(Failure::bad_request()),
        },
    };
    let owner = query.number("user_id").filter(|_| filter.is_none());
    let is = |name: &str, id: u32| query.number(name).is_none_or(|wanted| wanted == id);
    let quirks = call.quirks;
    let mut totals: BTreeMap<&str, Total> = BTreeMap::new();
    let mut without_currency = 0;
    for deal in call.account.deals() {
        let counts = !deal.is_archived
            && !deal.is_deleted
            && query.text("status").is_none_or(|status| status == deal.status.name())
            && owner.is_none_or(|owner| owner == deal.owner_id)
            && is("pipeline_id", deal.pipeline_id)
            && is("stage_id", deal.stage_id)
            && filter.as_ref().is_none_or(|filter| filter.picks(call.account, &Record::Deal(&deal)));
        let is_worthless = deal.value == 0.0;
        if !counts || is_worthless && !quirks.summary_counts_worthless {
            continue;
        }
        if is_worthless && quirks.worthless_deals == WorthlessDeals::NullCurrency {
            without_currency += 1;
        } else {
            let total = totals.entry(deal.currency).or_default();
            total.count += 1;
            total.value += deal.value;
            total.weighted += deal.value * f64::from(probability(&deal)) / 100.0;
        }
    }
    Ok(Answer::object(|out| value(out, &render(&totals, without_currency))))
}

/// The deal's own chance of winning, or else its stage's.
pub(super) fn probability(deal: &Deal) -> u32 {
    let of_stage = || STAGES.iter().find(|stage| stage.id == deal.stage_id).map_or(100, |stage| stage.probability);
    deal.probability.unwrap_or_else(of_stage)
}

fn render(totals: &BTreeMap<&str, Total>, without_currency: u32) -> Value {
    let rate = |code: &str| CURRENCIES.iter().find(|c| c.code == code).map_or(1.0, |currency| currency.in_euros);
    let (mut values, mut weighted) = (Map::new(), Map::new());
    let (mut count, mut converted, mut weighted_converted) = (without_currency, 0.0, 0.0);
    for (&code, total) in totals {
        let in_euros = total.value * rate(code);
        let row = json!({
            "value": cents(total.value),
            "count": total.count,
            "value_converted": cents(in_euros),
            "value_formatted": format!("{code} {:.2}", total.value),
            "value_converted_formatted": format!("€{in_euros:.2}"),
        });
        values.insert(code.to_owned(), row);
        let formatted = format!("{code} {:.2}", total.weighted);
        let row = json!({"value": cents(total.weighted), "count": total.count, "value_formatted": formatted});
        weighted.insert(code.to_owned(), row);
        count += total.count;
        converted += in_euros;
        weighted_converted += total.weighted * rate(code);
    }
    json!({
        "values_total": values,
        "weighted_values_total": weighted,
        "total_count": count,
        "total_currency_converted_value": cents(converted),
        "total_weighted_currency_converted_value": cents(weighted_converted),
        "total_currency_converted_value_formatted": format!("€{converted:.2}"),
        "total_weighted_currency_converted_value_formatted": format!("€{weighted_converted:.2}"),
    })
}

/// Rounded to hundredths, as sums of money are.
pub(super) fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}
