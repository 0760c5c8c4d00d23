//! The conditions of a filter as clients send them: one `and` over one group of each glue, at most 16 conditions.

use serde_json::Value;

use super::relative::is_date;
use super::saved::owner_of;
use super::{Condition, FilterType, operators};
use crate::data::{Account, Address};

/// Most conditions a filter may have.
const MAX_CONDITIONS: usize = 16;

/// The conditions of a filter to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) all: Vec<Condition>,
    pub(crate) any: Vec<Condition>,
}

impl Draft {
    /// Reads the two groups; `None` if the API would refuse them.
    pub(crate) fn read(account: &Account, kind: FilterType, conditions: &Value) -> Option<Self> {
        let top = group(conditions, "and")?;
        let [first, second] = top.as_slice() else { return None };
        let groups = [("and", "or"), ("or", "and")].into_iter().find_map(|(one, other)| {
            let (one_group, other_group) = (group(first, one)?, group(second, other)?);
            Some(if one == "and" { (one_group, other_group) } else { (other_group, one_group) })
        });
        let (all, any) = groups?;
        if all.len() + any.len() > MAX_CONDITIONS {
            return None;
        }
        let read = |rows: &[Value]| rows.iter().map(|row| condition(account, kind, row)).collect::<Option<Vec<_>>>();
        Some(Self { all: read(all)?, any: read(any)? })
    }
}

/// The members of a group of that glue.
fn group<'a>(group: &'a Value, glue: &str) -> Option<&'a Vec<Value>> {
    let is_glue = group.get("glue").and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(glue));
    group.get("conditions").and_then(Value::as_array).filter(|_| is_glue)
}

fn condition(account: &Account, kind: FilterType, row: &Value) -> Option<Condition> {
    let object = row.get("object")?.as_str()?;
    let object = objects(kind).iter().copied().find(|known| *known == object)?;
    let field_id: u32 = scalar(row.get("field_id")?)?.parse().ok()?;
    let owner = owner_of(object)?;
    let fields = account.field_definitions(owner);
    let field = fields.iter().find(|field| field.number == field_id)?;
    let operator = row.get("operator")?.as_str()?;
    let operator = operators(owner, field).iter().copied().find(|known| *known == operator)?;
    let value = row.get("value").and_then(scalar);
    let needs_value = !matches!(operator, "IS NULL" | "IS NOT NULL");
    let fits = value.as_deref().is_none_or(|value| is_value(field.field_type, value));
    if needs_value != value.is_some() || !fits {
        return None;
    }
    let extra_value = row.get("extra_value").and_then(scalar).filter(|text| !text.is_empty());
    let is_part = |part: &String| field.field_type == "address" && Address::PARTS.iter().any(|(name, _)| name == part);
    if !extra_value.as_ref().is_none_or(is_part) {
        return None;
    }
    Some(Condition { object, field_id, field_code: field.code.clone(), operator, value, extra_value })
}

/// The objects conditions of such a filter may look at: the record itself, and what one of it belongs to.
fn objects(kind: FilterType) -> &'static [&'static str] {
    match kind {
        FilterType::Deals => &["deal", "person", "organization"],
        FilterType::Leads => &["lead", "person", "organization"],
        FilterType::People => &["person", "organization"],
        FilterType::Organizations => &["organization"],
        FilterType::Products => &["product"],
        FilterType::Activities => &["activity", "deal", "person", "organization"],
        FilterType::Projects => &["project"],
    }
}

/// Whether a text can be the value of a condition on a field of that type.
fn is_value(field_type: &str, value: &str) -> bool {
    match field_type {
        "int" | "double" | "monetary" => value.parse::<f64>().is_ok_and(f64::is_finite),
        "date" | "daterange" => is_date(value),
        "set" => value.split(',').all(|id| id.trim().parse::<u32>().is_ok()),
        "user" | "people" | "org" | "deal" | "product" | "project" | "stage" => value.parse::<u32>().is_ok(),
        _ => !value.is_empty(),
    }
}

/// A text, or a number as one; `null` is none.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
