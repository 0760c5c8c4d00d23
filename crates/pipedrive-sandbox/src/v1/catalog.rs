//! The small fixed lists: currencies, activity types, lead labels and lead sources.

use serde_json::json;

use crate::Lead;
use crate::data::{ACTIVITY_TYPES, CURRENCIES, LEAD_LABELS, LEAD_SOURCES};
use crate::http::{Answer, Call, Kind, Operation, Paging, Param, Version};
use crate::json::{DAY, LegacyTime, MilliTime, value};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/currencies",
        cost: 20,
        scopes: &["base"],
        params: &[&[Param::new("term", Kind::Text)]],
        answer: |call| Ok(list_currencies(call)),
    },
    Operation {
        version: Version::V1,
        path: "/activityTypes",
        cost: 20,
        scopes: &["activities:read", "activities:full", "admin"],
        params: &[],
        answer: |call| Ok(list_activity_types(call)),
    },
    Operation {
        version: Version::V1,
        path: "/leadLabels",
        cost: 10,
        scopes: &["leads:read", "leads:full"],
        params: &[],
        answer: |call| Ok(list_lead_labels(call)),
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

fn list_currencies(call: &Call<'_>) -> Answer {
    let term = call.query.text("term").unwrap_or_default().to_lowercase();
    let rows = CURRENCIES.iter().filter(|currency| {
        currency.name.to_lowercase().contains(&term) || currency.code.to_lowercase().contains(&term)
    });
    Answer::list(rows, Paging::Whole, |currency, out| {
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
    })
}

fn list_activity_types(call: &Call<'_>) -> Answer {
    Answer::list(activity_types(call), Paging::Whole, |row, out| value(out, &row))
}

/// The row of every activity type.
pub(super) fn activity_types(call: &Call<'_>) -> impl Iterator<Item = serde_json::Value> {
    let now = call.account.now();
    (1..).zip(ACTIVITY_TYPES).map(move |(order, (id, name, icon, key, active, custom)): (i64, _)| {
        let added = now - (1500 - order * 30) * DAY;
        json!({
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
        })
    })
}

fn list_lead_labels(call: &Call<'_>) -> Answer {
    let rows = (0..).zip(LEAD_LABELS);
    Answer::list(rows, Paging::Whole, |(place, (name, color)): (u32, _), out| {
        let added = (call.account.now() - 900 * DAY) * 1000 + i64::from(place) * 7;
        let row = json!({
            "id": Lead::label_uuid(call.account, place),
            "name": name,
            "color": color,
            "add_time": MilliTime(added),
            "update_time": MilliTime(added),
        });
        value(out, &row);
    })
}
