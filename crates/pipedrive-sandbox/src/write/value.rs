//! Whether a value is what its key wants, and the form in which it is kept.

use serde_json::{Map, Value, json};

use super::key::Kind;
use crate::data::{Address, CURRENCIES, FieldOption, Owner, Table};
use crate::json::{parse_clock, parse_day, parse_legacy_time, parse_time};
use crate::{Account, Lead};

/// The value as it is kept.
///
/// # Errors
/// What is wrong with it, to be put after the name of the key.
pub(crate) fn read(account: &Account, kind: Kind, value: &Value) -> Result<Value, String> {
    let same = |fits: bool, otherwise: &str| if fits { Ok(value.clone()) } else { Err(otherwise.to_owned()) };
    let text = value.as_str();
    match kind {
        Kind::Text => same(value.is_string(), "must be a string"),
        Kind::Name => match text {
            None => Err("must be a string".to_owned()),
            Some(text) => same(!text.trim().is_empty(), "is not allowed to be empty"),
        },
        Kind::Integer => same(value.is_i64() || value.is_u64(), "must be an integer"),
        Kind::Number => same(value.is_number(), "must be a number"),
        Kind::Flag => same(value.is_boolean(), "must be a boolean"),
        Kind::Bit => match value.as_u64() {
            Some(bit @ 0..=1) => Ok(json!(bit == 1)),
            _ => Err("must be one of [0, 1]".to_owned()),
        },
        Kind::Day => same(text.and_then(parse_day).is_some(), "is not a valid date"),
        Kind::Time => match text.and_then(|text| parse_time(text).or_else(|| parse_legacy_time(text))) {
            Some(seconds) => Ok(json!(seconds)),
            None => Err("is not a valid datetime".to_owned()),
        },
        Kind::Clock => same(text.and_then(parse_clock).is_some(), "is not a valid time"),
        Kind::Word(words) => {
            let fits = text.is_some_and(|text| words.contains(&text));
            same(fits, &format!("must be one of [{}]", words.join(", ")))
        }
        Kind::Code(codes) => {
            let fits = number(value).is_some_and(|number| codes.contains(&number));
            let codes: Vec<String> = codes.iter().map(u32::to_string).collect();
            same(fits, &format!("must be one of [{}]", codes.join(", ")))
        }
        Kind::Currency => {
            let known = CURRENCIES.iter().any(|currency| Some(currency.code) == text && currency.is_active);
            same(known, "is not a currency of the account")
        }
        Kind::User => same(number(value).is_some_and(|id| is_user(account, id)), "is not a user of the account"),
        Kind::Record(table) => {
            let fits = number(value).is_some_and(|id| account.is_live(table, id));
            same(fits, &format!("does not refer to an existing record ({value})"))
        }
        Kind::Lead => match text.and_then(|id| Lead::find(account, id)) {
            Some(number) => Ok(json!(number)),
            None => Err("does not refer to an existing lead".to_owned()),
        },
        Kind::Choice(owner, code) => {
            let id = number(value).or_else(|| text.and_then(|text| text.parse().ok()));
            match id.filter(|&id| is_option(account, owner, code, id)) {
                Some(id) => Ok(json!(id)),
                None => Err(format!("has no option {value}")),
            }
        }
        Kind::Choices(owner, code) => {
            let ids = numbers(value)?;
            match ids.iter().find(|&&id| !is_option(account, owner, code, id)) {
                None => Ok(json!(ids)),
                Some(id) => Err(format!("has no option {id}")),
            }
        }
        Kind::ActivityType => {
            let known = text.is_some_and(|key| account.activity_kind(key).is_some());
            same(known, "is not an activity type of the account")
        }
        Kind::LeadLabels => {
            let labels = value.as_array().ok_or("must be an array")?;
            let known = |label: &Value| label.as_str().is_some_and(|id| account.has_lead_label(id));
            same(labels.iter().all(known), "has a label that does not exist")
        }
        Kind::Contacts => contacts(value),
        Kind::Address => address(value, false),
        Kind::Prices => prices(value),
        Kind::Participants => participants(account, value),
        Kind::Attendees => {
            same(value.as_array().is_some_and(|all| all.iter().all(Value::is_object)), "must be an array")
        }
        Kind::Money => {
            let known = |code: &Value| CURRENCIES.iter().any(|currency| *code == currency.code && currency.is_active);
            same(value["amount"].is_number() && known(&value["currency"]), "needs an amount and a currency")
        }
        Kind::Users => {
            let ids = numbers(value)?;
            same(ids.iter().all(|&id| is_user(account, id)), "has a user that does not exist")
        }
        Kind::Records(table) => {
            let ids = numbers(value)?;
            same(ids.iter().all(|&id| account.is_live(table, id)), "refers to a record that does not exist")
        }
        Kind::Labels => {
            let fits = |option: &Value| option["label"].as_str().is_some_and(|label| !label.trim().is_empty());
            same(value.as_array().is_some_and(|all| all.iter().all(fits)), "must contain objects with a label")
        }
        Kind::Object => same(value.is_object(), "must be an object"),
    }
}

/// A whole number from 0.
pub(crate) fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// A list of them.
pub(crate) fn numbers(value: &Value) -> Result<Vec<u32>, String> {
    let array = value.as_array().ok_or("must be an array")?;
    array.iter().map(|item| number(item).ok_or_else(|| "must contain integers".to_owned())).collect()
}

pub(crate) fn is_user(account: &Account, id: u32) -> bool {
    account.users().iter().any(|user| user.id == id) || account.document(Table::Users, &id.to_string()).is_some()
}

fn is_option(account: &Account, owner: Owner, code: &str, id: u32) -> bool {
    let definitions = account.field_definitions(owner);
    let field = definitions.iter().find(|field| field.code == code);
    field.and_then(|field| field.options.as_ref()).is_some_and(|all| all.iter().any(|o: &FieldOption| o.has_number(id)))
}

/// Refuses members an object does not have.
fn only(object: &Map<String, Value>, names: &[&str]) -> Result<(), String> {
    match object.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(format!("has a member '{name}' that is not allowed")),
    }
}

fn objects(value: &Value) -> Result<Vec<&Map<String, Value>>, String> {
    let array = value.as_array().ok_or("must be an array")?;
    array.iter().map(|item| item.as_object().ok_or_else(|| "must contain objects".to_owned())).collect()
}

/// Of several entries without a primary one, the first is.
fn contacts(value: &Value) -> Result<Value, String> {
    let entries = objects(value)?;
    let has_primary = entries.iter().any(|entry| entry.get("primary") == Some(&Value::Bool(true)));
    let mut kept = Vec::new();
    for (place, entry) in entries.into_iter().enumerate() {
        only(entry, &["value", "primary", "label"])?;
        let text = entry.get("value").and_then(Value::as_str).ok_or("needs a value in each entry")?;
        let primary = entry.get("primary").and_then(Value::as_bool).unwrap_or(!has_primary && place == 0);
        let label = entry.get("label").and_then(Value::as_str).unwrap_or("work");
        kept.push(json!({"label": label, "value": text, "primary": primary}));
    }
    Ok(Value::Array(kept))
}

/// An address, of which `value` must be there; parts that are not are `null`. An empty one with no parts clears it.
pub(crate) fn address(value: &Value, custom: bool) -> Result<Value, String> {
    let given = value.as_object().ok_or("must be an object")?;
    let known = Address::PARTS.iter().filter(|(_, only_custom)| custom || !only_custom).map(|(name, _)| *name);
    let parts: Vec<&str> = known.collect();
    let names: Vec<&str> = parts.iter().copied().chain(["value"]).collect();
    only(given, &names)?;
    let is_empty = |part: &Value| part.as_str().map_or(part.is_null(), |text| text.trim().is_empty());
    if given.get("value").is_some_and(Value::is_string) && given.values().all(is_empty) {
        return Ok(Value::Null);
    }
    if given.get("value").and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
        return Err("needs a value".to_owned());
    }
    if let Some(name) =
        names.iter().find(|name| given.get(**name).is_some_and(|part| !part.is_string() && !part.is_null()))
    {
        return Err(format!("has a part '{name}' that is no string"));
    }
    let part = |name: &&str| ((*name).to_owned(), given.get(*name).cloned().unwrap_or(Value::Null));
    Ok(Value::Object(names.iter().map(part).collect()))
}

/// Prices, at most one in each currency.
fn prices(value: &Value) -> Result<Value, String> {
    let mut kept: Vec<Value> = Vec::new();
    for entry in objects(value)? {
        only(entry, &["price", "currency", "cost", "direct_cost", "overhead_cost", "notes", "product_variation_id"])?;
        let currency = entry.get("currency").cloned().unwrap_or(Value::Null);
        let known = CURRENCIES.iter().any(|known| currency == known.code && known.is_active);
        if !known || kept.iter().any(|other| other["currency"] == currency) {
            return Err("needs a currency of the account in each entry, each once".to_owned());
        }
        for name in ["price", "cost", "direct_cost"] {
            if entry.get(name).is_some_and(|amount| !amount.is_number() && !amount.is_null()) {
                return Err(format!("has a '{name}' that is no number"));
            }
        }
        let amount = |name: &str| entry.get(name).filter(|amount| amount.is_number()).cloned().unwrap_or(json!(0));
        kept.push(json!({
            "price": amount("price"),
            "currency": currency,
            "cost": amount("cost"),
            "direct_cost": entry.get("direct_cost").cloned().unwrap_or(Value::Null),
            "notes": entry.get("notes").and_then(Value::as_str).unwrap_or_default(),
        }));
    }
    Ok(Value::Array(kept))
}

/// Persons, the primary one first.
fn participants(account: &Account, value: &Value) -> Result<Value, String> {
    let mut kept: Vec<(bool, u32)> = Vec::new();
    for entry in objects(value)? {
        only(entry, &["person_id", "primary"])?;
        let id = entry.get("person_id").and_then(number).ok_or("needs a person_id in each entry")?;
        if !account.is_live(Table::Persons, id) {
            return Err(format!("refers to a person that does not exist ({id})"));
        }
        if kept.iter().any(|(_, other)| *other == id) {
            return Err(format!("has person {id} twice"));
        }
        kept.push((entry.get("primary") == Some(&Value::Bool(true)), id));
    }
    if !kept.iter().any(|(primary, _)| *primary)
        && let Some(first) = kept.first_mut()
    {
        first.0 = true;
    }
    kept.sort_by_key(|(primary, _)| !primary);
    Ok(kept.into_iter().map(|(primary, id)| json!({"person_id": id, "primary": primary})).collect())
}

/// The id of an option as rows show it: a number, or the same as text.
pub(crate) fn option_id(shown: &Value) -> Value {
    shown.as_str().and_then(|text| text.parse::<u32>().ok()).map_or_else(|| shown.clone(), Value::from)
}
