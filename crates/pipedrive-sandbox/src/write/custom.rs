//! Values of custom fields in bodies: nested as in v2, whose checks they must pass.

use serde_json::{Map, Value};

use super::value::{address, is_user, number, numbers};
use crate::Account;
use crate::data::{Address, CURRENCIES, CustomField, CustomKind, CustomValue, Table, ZONES, Zone};
use crate::json::{TimeOfDay, parse_clock, parse_day};

/// Most characters of a short text.
const MAX_SHORT: usize = 255;
/// Most characters of a long one.
const MAX_LONG: usize = 65_000;

/// The value for a field; `null` is none.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(account: &Account, field: &CustomField, value: &Value) -> Result<CustomValue, String> {
    if value.is_null() {
        return Ok(CustomValue::Null);
    }
    let text = value.as_str();
    let short = |max: usize| match text {
        None => Err("must be a string".to_owned()),
        Some(text) if text.chars().count() > max => Err(format!("must have at most {max} characters")),
        Some(text) => Ok(CustomValue::Text(text.to_owned())),
    };
    let record = |table: Table| match number(value).filter(|&id| account.is_live(table, id)) {
        Some(id) => Ok(CustomValue::Reference(id)),
        None => Err("does not refer to an existing record".to_owned()),
    };
    match field.kind {
        CustomKind::Varchar | CustomKind::VarcharAuto | CustomKind::Phone => short(MAX_SHORT),
        CustomKind::Text => short(MAX_LONG),
        CustomKind::Double => value.as_f64().map(CustomValue::Number).ok_or_else(|| "must be a number".to_owned()),
        CustomKind::Monetary => {
            members(value, &["value", "currency"])?;
            let amount = value["value"].as_f64().ok_or("needs a value")?;
            let known = CURRENCIES.iter().find(|currency| value["currency"] == currency.code && currency.is_active);
            known.map(|known| CustomValue::Money(amount, known.code)).ok_or_else(|| "needs a currency".to_owned())
        }
        CustomKind::Enum => {
            let place = number(value).and_then(|id| field.option_place(id));
            place.map(CustomValue::Choice).ok_or_else(|| format!("has no option {value}"))
        }
        CustomKind::Set => {
            let ids = numbers(value)?;
            if ids.is_empty() {
                return Err("must contain at least 1 items".to_owned());
            }
            let place = |id: u32| field.option_place(id).ok_or_else(|| format!("has no option {id}"));
            Ok(CustomValue::Choices(ids.into_iter().map(place).collect::<Result<_, _>>()?))
        }
        CustomKind::User => match number(value).filter(|&id| is_user(account, id)) {
            Some(id) => Ok(CustomValue::Reference(id)),
            None => Err("is not a user of the account".to_owned()),
        },
        CustomKind::Organization => record(Table::Organizations),
        CustomKind::People => record(Table::Persons),
        CustomKind::Date => text.and_then(parse_day).map(CustomValue::Date).ok_or_else(|| "is not a date".to_owned()),
        CustomKind::Daterange => {
            members(value, &["value", "until"])?;
            let day = |name: &str| value[name].as_str().and_then(parse_day).ok_or(format!("needs a date as '{name}'"));
            Ok(CustomValue::Dates(day("value")?, day("until")?))
        }
        CustomKind::Time => {
            members(value, &["value", "timezone_id", "timezone_name"])?;
            Ok(CustomValue::Time(clock(value, "value")?, zone(value)?))
        }
        CustomKind::Timerange => {
            members(value, &["value", "until", "timezone_id", "timezone_name"])?;
            Ok(CustomValue::Times(clock(value, "value")?, clock(value, "until")?, zone(value)?))
        }
        CustomKind::Address => {
            let address = address(value, true)?;
            Address::read(&address).map(CustomValue::Address).ok_or_else(|| "needs a value".to_owned())
        }
    }
}

/// The value of a field whose parts stand beside each other, as in v1: `key`, `key_currency` and so on.
pub(crate) fn gathered(field: &CustomField, body: &Map<String, Value>) -> Value {
    let parts: Vec<&str> = match field.kind {
        CustomKind::Monetary => vec!["currency"],
        CustomKind::Daterange => vec!["until"],
        CustomKind::Time => vec!["timezone_id", "timezone_name"],
        CustomKind::Timerange => vec!["until", "timezone_id", "timezone_name"],
        CustomKind::Address => Address::PARTS.map(|(name, _)| name).to_vec(),
        _ => Vec::new(),
    };
    let value = body.get(&field.key).cloned().unwrap_or_default();
    if let (CustomKind::Enum | CustomKind::Set, Some(text)) = (field.kind, value.as_str()) {
        // Ids as text, those of several options with commas.
        let ids: Vec<Value> = text.split(',').filter_map(|id| id.trim().parse::<u32>().ok()).map(Value::from).collect();
        return if field.kind == CustomKind::Set { Value::Array(ids) } else { ids.into_iter().next().unwrap_or(value) };
    }
    if parts.is_empty() || value.is_null() || value.is_object() {
        return value;
    }
    let part = |name: &&str| Some(((*name).to_owned(), body.get(&format!("{}_{name}", field.key))?.clone()));
    let mut whole: Map<String, Value> = parts.iter().filter_map(part).collect();
    if field.kind == CustomKind::Monetary {
        // An amount alone is in the currency of the company.
        whole.entry("currency").or_insert_with(|| "EUR".into());
    }
    whole.insert("value".to_owned(), value);
    Value::Object(whole)
}

fn members(value: &Value, names: &[&str]) -> Result<(), String> {
    let object = value.as_object().ok_or("must be an object")?;
    match object.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(format!("has a member '{name}' that is not allowed")),
    }
}

fn clock(value: &Value, name: &str) -> Result<TimeOfDay, String> {
    value[name].as_str().and_then(parse_clock).ok_or_else(|| format!("needs a time as '{name}'"))
}

/// The time zone of a time: by name, by id, or else that of the user.
fn zone(value: &Value) -> Result<Zone, String> {
    let unknown = || "has an unknown time zone".to_owned();
    match (&value["timezone_name"], &value["timezone_id"]) {
        (Value::Null, Value::Null) => {
            Ok(ZONES.iter().find(|(_, name)| *name == Account::TIME_ZONE).unwrap_or(&ZONES[0]))
        }
        (Value::Null, id) => ZONES.iter().find(|(known, _)| number(id) == Some(*known)).ok_or_else(unknown),
        (name, _) => ZONES.iter().find(|(_, known)| name == known).ok_or_else(unknown),
    }
}
