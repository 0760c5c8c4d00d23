//! Checking query parameters: strictly for v2, which reports every problem at once, leniently for v1.

use std::collections::BTreeSet;

use super::cursor::Marker;
use super::params::{Kind, Param, Query, Value};
use super::{Failure, Operation, Version};
use crate::json::{parse_day, parse_time};

/// Most ids in an `ids` list.
const MAX_IDS: usize = 100;
/// Most keys in a `custom_fields` list.
const MAX_KEYS: usize = 15;
/// Largest page.
const MAX_LIMIT: u32 = 500;

/// Turns the request's parameters into values, or into the API's complaint about them.
pub(crate) fn validate(operation: &Operation, given: &[(String, String)]) -> Result<Query, Failure> {
    let strict = operation.version == Version::V2;
    let mut query = Query::default();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text) in given {
        let Some(param) = operation.params.iter().copied().flatten().find(|param| param.name == name) else {
            problems.push(format!("{name}: Parameter '{name}' is not allowed for this request"));
            continue;
        };
        if strict && !seen.insert(name) && param.kind != Kind::EachId {
            problems.push(format!("{name}: Parameter '{name}' must not be an array"));
            continue;
        }
        match read(param, text, strict) {
            Ok(Some(Value::Numbers(more))) if param.kind == Kind::EachId => {
                let ids: Vec<u32> = query.numbers(param.name).unwrap_or_default().iter().copied().chain(more).collect();
                if ids.len() > MAX_IDS {
                    problems.push(format!("{name}: Parameter '{name}' must contain at most {MAX_IDS} items"));
                }
                query.insert(param.name, Value::Numbers(ids));
            }
            Ok(Some(value)) => query.insert(param.name, value),
            Ok(None) => {}
            Err(problem) if strict => problems.push(format!("{name}: Parameter '{name}' {problem}")),
            Err(_) => return Err(Failure::bad_request()),
        }
    }
    for param in operation.params.iter().copied().flatten() {
        if matches!(param.kind, Kind::SomeIds | Kind::EachId) && !given.iter().any(|(name, _)| name == param.name) {
            problems.push(format!("{0}: Parameter '{0}' is required", param.name));
        }
    }
    if strict && !problems.is_empty() {
        return Err(Failure::validation(&problems));
    }
    Ok(query)
}

/// Reads one value; `None` means as if it had not been given.
fn read(param: &Param, text: &str, strict: bool) -> Result<Option<Value>, String> {
    let value = match param.kind {
        Kind::Text => Value::Text(text.to_owned()),
        Kind::Id => Value::Number(whole(text).filter(|&n| n > 0).ok_or("must be a positive whole number")?),
        Kind::Boolean => match text {
            "true" => Value::Flag(true),
            "false" => Value::Flag(false),
            _ => return Err("must be a boolean".to_owned()),
        },
        Kind::Bit => match text {
            "1" => Value::Flag(true),
            "0" => Value::Flag(false),
            _ => return Err("must be 0 or 1".to_owned()),
        },
        Kind::Uuid => Value::Text(text.to_owned()).when(is_uuid(text)).ok_or("must be a valid UUID")?,
        Kind::Time => Value::Time(parse_time(text).ok_or("is not a valid datetime")?),
        Kind::Day => Value::Day(parse_day(text).ok_or("is not a valid date")?),
        Kind::Ids | Kind::SomeIds => Value::Numbers(ids(text)?),
        Kind::EachId => Value::Numbers(vec![whole(text).ok_or("must be a whole number")?]),
        Kind::Choice(allowed) => Value::Text(choice(text, allowed)?.to_owned()),
        Kind::Choices(allowed) => {
            let words = text.split(',').map(|word| choice(word.trim(), allowed).map(str::to_owned));
            Value::Words(words.collect::<Result<_, _>>()?)
        }
        Kind::Keys => {
            let keys: Vec<String> = text.split(',').map(|key| key.trim().to_owned()).collect();
            if keys.len() > MAX_KEYS {
                return Err(format!("must contain at most {MAX_KEYS} items"));
            }
            Value::Words(keys)
        }
        Kind::Limit if strict => match whole(text) {
            Some(limit @ 1..=MAX_LIMIT) => Value::Number(limit),
            Some(0) => return Err("must be greater than or equal to 1".to_owned()),
            Some(_) => return Err(format!("must be less than or equal to {MAX_LIMIT}")),
            None => return Err("must be a number".to_owned()),
        },
        // v1 does not complain about page sizes: it uses the nearest it has.
        Kind::Limit => match whole(text) {
            Some(limit @ 1..) => Value::Number(limit.min(MAX_LIMIT)),
            _ => return Ok(None),
        },
        Kind::Start => match whole(text) {
            Some(start) => Value::Number(start),
            None => return Ok(None),
        },
        Kind::Cursor => Value::Marker(Marker::decode(text).ok_or("is not a valid cursor")?),
    };
    Ok(Some(value))
}

impl Value {
    fn when(self, condition: bool) -> Option<Self> {
        condition.then_some(self)
    }
}

/// Digits only: a sign, a fraction or a blank is refused.
fn whole(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn ids(text: &str) -> Result<Vec<u32>, String> {
    let ids: Option<Vec<u32>> = text.split(',').map(|id| whole(id.trim())).collect();
    match ids {
        Some(ids) if ids.len() <= MAX_IDS => Ok(ids),
        Some(_) => Err(format!("must contain at most {MAX_IDS} items")),
        None => Err("must be a comma-separated list of whole numbers".to_owned()),
    }
}

fn choice(text: &str, allowed: &[&'static str]) -> Result<&'static str, String> {
    let found = allowed.iter().find(|&&word| word == text).copied();
    found.ok_or_else(|| format!("must be one of [{}]", allowed.join(", ")))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}
