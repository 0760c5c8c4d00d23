//! `/filters/helpers`: what conditions of saved filters can say.

use serde_json::{Map, Value, json};

use crate::http::{Answer, Operation, Version};
use crate::json::value;

pub(crate) const OPERATIONS: &[Operation] = &[Operation {
    version: Version::V1,
    path: "/filters/helpers",
    cost: 20,
    scopes: &["deals:read", "deals:full", "activities:read", "activities:full", "contacts:read", "contacts:full"],
    params: &[],
    answer: |_| Ok(Answer::object(|out| value(out, &describe()))),
}];

/// Words, and what people see for them.
type Words = &'static [(&'static str, &'static str)];

const EQUAL: Words = &[("=", "is"), ("!=", "is not")];
const EMPTY: Words = &[("IS NULL", "is empty"), ("IS NOT NULL", "is not empty")];
const MORE: Words =
    &[(">", "is more than"), ("<", "is less than"), (">=", "is more or equal to"), ("<=", "is less or equal to")];
const LATER: Words = &[
    (">", "is later than"),
    ("<", "is earlier than"),
    (">=", "is exactly or later than"),
    ("<=", "is exactly or earlier than"),
];
const AFTER: Words =
    &[("<", "is before"), (">", "is after"), (">=", "is exactly or after than"), ("<=", "is exactly or before than")];
const RANGE: Words = &[
    ("=", "starts at"),
    ("!=", "does not start at"),
    ("ends_at", "ends at"),
    ("does_not_end_at", "does not end at"),
    ("<", "starts before"),
    ("<=", "starts exactly on or before"),
    ("ends_before", "ends before"),
    ("ends_e_before", "ends exactly on or before"),
    (">", "starts after"),
    ("ends_after", "ends after"),
    (">=", "starts exactly or after"),
    ("ends_e_after", "ends exactly or after"),
    ("includes", "does include"),
];
const IS: Words = &[("=", "is")];
const LIKE: Words =
    &[("LIKE '%$%'", "contains"), ("LIKE '$%'", "starts with"), ("NOT LIKE '$%'", "does not start with")];
const CONTAINS: Words = &[("contains", "contains"), ("not_contains", "does not contain")];
const HAS_BEEN: Words = &[("has_been", "has been")];
const TEAM: Words = &[("belongs_to_team", "belongs to team")];

/// The operators of each type of field.
const OPERATORS: &[(&str, &[Words])] = &[
    ("int", &[EQUAL, MORE, EMPTY]),
    ("double", &[EQUAL, MORE, EMPTY]),
    ("monetary", &[EQUAL, MORE, EMPTY]),
    ("time", &[EQUAL, AFTER, EMPTY]),
    ("date", &[EQUAL, LATER, EMPTY]),
    ("entered_stage", &[EQUAL, LATER]),
    ("timerange", &[RANGE, EMPTY]),
    ("daterange", &[RANGE, EMPTY]),
    ("varchar", &[EQUAL, EMPTY, LIKE]),
    ("stage", &[EQUAL, HAS_BEEN]),
    ("title", &[IS, LIKE]),
    ("set", &[EQUAL, CONTAINS, EMPTY]),
    ("deal", &[EQUAL, EMPTY]),
    ("product", &[EQUAL, EMPTY]),
    ("user", &[EQUAL, EMPTY, TEAM]),
    ("status", &[EQUAL]),
    ("visible_to", &[EQUAL]),
    ("currency", &[EQUAL]),
    ("pipeline", &[EQUAL]),
    ("person", &[EQUAL, EMPTY]),
    ("organization", &[EQUAL, EMPTY]),
];

const DEPRECATED: Words =
    &[("NOT LIKE '%$%'", "does not contain"), ("LIKE '%$'", "ends with"), ("NOT LIKE '%$'", "does not end with")];

/// Names of spans and days, which people see with blanks.
const INTERVALS: &[&str] =
    &["last_quarter", "this_quarter", "last_month", "this_month", "last_week", "this_week", "next_week", "next_month"];
const DATES: &[&str] = &[
    "6_months_ago",
    "5_months_ago",
    "4_months_ago",
    "3_months_ago",
    "2_months_ago",
    "1_months_ago",
    "3_weeks_ago",
    "2_weeks_ago",
    "1_week_ago",
    "yesterday",
    "before_today",
    "today",
    "now",
    "before_tomorrow",
    "tomorrow",
    "in_1_week",
    "in_2_weeks",
    "in_3_weeks",
    "in_1_month",
    "in_2_months",
    "in_3_months",
    "in_4_months",
    "in_5_months",
    "in_6_months",
    "later_or_today",
    "later_or_tomorrow",
];

const ADDRESS: Words = &[
    ("subpremise", "Apartment/suite no"),
    ("street_number", "House number"),
    ("route", "Street/road name"),
    ("sublocality", "District/sublocality"),
    ("locality", "City/town/village/locality"),
    ("admin_area_level_1", "State/county"),
    ("admin_area_level_2", "Region"),
    ("country", "Country"),
    ("postal_code", "ZIP/Postal code"),
    ("formatted_address", "Full/combined address"),
];

fn words(groups: &[Words]) -> Value {
    let all = groups.iter().copied().flatten();
    Value::Object(all.map(|(word, shown)| ((*word).to_owned(), json!(shown))).collect())
}

fn spelt(names: &[&str]) -> Value {
    let shown = |name: &str| match name {
        "1_months_ago" => "1 month ago".to_owned(),
        "later_or_today" => "today or later".to_owned(),
        "later_or_tomorrow" => "tomorrow or later".to_owned(),
        name => name.replace('_', " "),
    };
    Value::Object(names.iter().map(|name| ((*name).to_owned(), json!(shown(name)))).collect())
}

fn describe() -> Value {
    let mut operators: Map<String, Value> =
        OPERATORS.iter().map(|(of, groups)| ((*of).to_owned(), words(groups))).collect();
    // This one type has a list of objects of one member each.
    let of_enums = EQUAL.iter().chain(EMPTY).map(|(word, shown)| json!({ *word: shown }));
    operators.insert("enum".to_owned(), of_enums.collect());
    json!({
        "operators": operators,
        "deprecated_operators": words(&[DEPRECATED]),
        "relative_dates": {
            "Relative date intervals": spelt(INTERVALS),
            "Relative dates": spelt(DATES),
            "Deal specific": {"rotten_time": "Rotten time"},
        },
        "address_field_components": words(&[ADDRESS]),
    })
}
