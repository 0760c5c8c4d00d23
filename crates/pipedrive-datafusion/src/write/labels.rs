//! Labels of options, and the ids behind them.

use std::collections::HashMap;

use serde_json::Value;

use crate::translate::nearest;

/// Most labels an error lists.
const LISTED: usize = 40;

/// The id of the option with that label; ids that are numbers are sent as numbers.
///
/// # Errors
/// With the nearest label and those there are.
pub(super) fn id_of(label: &str, labels: &HashMap<String, String>) -> Result<Value, String> {
    let exact = labels.iter().filter(|(_, known)| known.as_str() == label);
    let folded = labels.iter().filter(|(_, known)| known.to_lowercase() == label.to_lowercase());
    let ids = |found: &mut dyn Iterator<Item = (&String, &String)>| -> Vec<String> {
        let mut ids: Vec<String> = found.map(|(id, _)| id.clone()).collect();
        // Of several options with one label the oldest is meant.
        ids.sort_by_key(|id| (id.parse::<i64>().ok(), id.clone()));
        ids
    };
    let found = [ids(&mut { exact }), ids(&mut { folded })].into_iter().flatten().next();
    found.map(|id| sent(&id)).ok_or_else(|| unknown(label, labels.values().map(String::as_str)))
}

/// Whether that option exists.
///
/// # Errors
/// With the options there are.
pub(super) fn check_id(id: &Value, labels: &HashMap<String, String>) -> Result<(), String> {
    let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    if labels.contains_key(&text) {
        return Ok(());
    }
    let mut known: Vec<String> = labels.iter().map(|(id, label)| format!("{id} ({label})")).collect();
    known.sort();
    known.truncate(LISTED);
    Err(format!("there is no option `{text}`; options: {}", known.join(", ")))
}

/// The id as it is sent.
pub(super) fn sent(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| Value::String(id.to_owned()), Value::from)
}

/// What is wrong with a value that is not among those that are known.
pub(super) fn unknown<'a>(value: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    let near = nearest_of(value, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    known.truncate(LISTED);
    format!("there is no `{value}`{near}; allowed: {}", known.join(", "))
}

/// The nearest of several texts, whatever their case: one with two letters exchanged, or one that begins alike.
fn nearest_of<'a>(value: &str, known: &[&'a str]) -> Option<&'a str> {
    let slips = |known: &&&str| strsim::damerau_levenshtein(&value.to_lowercase(), &known.to_lowercase());
    if let Some(near) = known.iter().min_by_key(slips).filter(|near| slips(near) <= 1 + near.chars().count() / 6) {
        return Some(*near);
    }
    let lower: Vec<String> = known.iter().map(|known| known.to_lowercase()).collect();
    let near = nearest(value, lower.iter().map(String::as_str))?;
    let at = lower.iter().position(|known| known == near)?;
    known.get(at).copied()
}
