//! The small fixed lists: currencies, activity types, lead labels and lead sources.

use serde_json::json;

use crate::Lead;
use crate::data::{ACTIVITY_TYPES, CURRENCIES, LEAD_LABELS, LEAD_SOURCES};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{DAY, LegacyTime, MilliTime, value};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/currencies",
        cost: 20,
        scopes: &["base"],
        params: &[&[Param::new("term", Kind::Text)]],
        answer: list_currencies,
    },
    Operation {
        version: Version::V1,
        path: "/activityTypes",
        cost: 20,
        scopes: &["activities:read", "activities:full", "admin"],
        params: &[],
        answer: list_activity_types,
    },
    Operation {
        version: Version::V1,
        path: "/leadLabels",
        cost: 10,
        scopes: &["leads:read", "leads:full"],
        params: &[],
        answer: list_lead_labels,
    },
    Operation {
        version: Version::V1,
        path: "/leadSources",
        cost: 2,
        scopes: &["leads:read", "leads:full"],
        params: &[],
        answer: |_| Ok(Answer::list(LEAD_SOURCES, Paging::Whole, |name, out| value(out, &json!({ "name": name })))),
    },
];

fn list_currencies(call: &Call<'_>) -> Result<Answer, Failure> {
    let term = call.query.text("term").unwrap_or_default().to_lowercase();
    let rows = CURRENCIES.iter().filter(|currency| {
        currency.name.to_lowercase().contains(&term) || currency.code.to_lowercase().contains(&term)
    });
    Ok(Answer::list(rows, Paging::Whole, |currency, out| {
        let row = json!({
            "id": currency.id,
            "code": currency.code,
            "name": currency.name,
            "decimal_points": currency.decimals,
            "symbol": currency.symbol,
            "active_flag": currency.is_active,
            "is_custom_flag": currency.is_custom,
        });
        value(out, &row);
    }))
}

fn list_activity_types(call: &Call<'_>) -> Result<Answer, Failure> {
    let rows = (1..).zip(ACTIVITY_TYPES);
    Ok(Answer::list(rows, Paging::Whole, |(order, (id, name, icon, key, active, custom)): (i64, _), out| {
        let added = call.account.now() - (1500 - order * 30) * DAY;
        let row = json!({
            "id": id,
            "order_nr": order,
            "name": name,
            "key_string": key,
            "icon_key": icon,
            "active_flag": active,
            "color": custom.then_some("FFFFFF"),
            "is_custom_flag": custom,
            "add_time": LegacyTime(added),
            "update_time": (order % 2 == 0).then(|| LegacyTime(added + 90 * DAY)),
        });
        value(out, &row);
    }))
}

fn list_lead_labels(call: &Call<'_>) -> Result<Answer, Failure> {
    let rows = (0..).zip(LEAD_LABELS);
    Ok(Answer::list(rows, Paging::Whole, |(place, (name, color)): (u32, _), out| {
        let added = (call.account.now() - 900 * DAY) * 1000 + i64::from(place) * 7;
        let row = json!({
            "id": Lead::label_uuid(call.account, place),
            "name": name,
            "color": color,
            "add_time": MilliTime(added),
            "update_time": MilliTime(added),
        });
        value(out, &row);
    }))
}
