//! Labels of options, and the ids behind them.

use std::collections::HashMap;

use serde_json::Value;

use crate::translate::nearest;

/// Most labels an error lists.
const LISTED: usize = 40;

/// The id of the option with that label; ids that are numbers are sent as numbers. A label in other capitals is found if
/// there is no other like it.
///
/// # Errors
/// With the nearest label and those there are, or with the options that have the label.
pub(super) fn id_of(label: &str, labels: &HashMap<String, String>) -> Result<Value, String> {
    let folded = label.to_lowercase();
    let exact = options(labels, |known| known == label);
    let found = if exact.is_empty() { options(labels, |known| known.to_lowercase() == folded) } else { exact };
    match &found[..] {
        [] => Err(unknown(label, labels.values().map(String::as_str))),
        [(id, _)] => Ok(sent(id)),
        several => {
            let several: Vec<String> = several.iter().map(|(id, known)| format!("{id} ({known})")).collect();
            Err(format!("`{label}` may be several options: {}; give the id of one of them", several.join(", ")))
        }
    }
}

/// The options whose labels are as wanted, in the order of their ids.
fn options(labels: &HashMap<String, String>, is_wanted: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
    let all = labels.iter().map(|(id, known)| (id.as_str(), known.as_str()));
    let mut found: Vec<(&str, &str)> = all.filter(|(_, known)| is_wanted(known)).collect();
    found.sort_by_key(|(id, _)| (id.parse::<i64>().ok(), *id));
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(label: &str, expect: Result<i64, &str>) {
        let labels = [("3", "hot"), ("12", "Hot"), ("5", "Warm"), ("6", "Twin"), ("7", "Twin"), ("20", "COLD")];
        let labels = labels.map(|(id, label)| (id.to_owned(), label.to_owned())).into_iter().collect();
        let expect = expect.map(Value::from).map_err(str::to_owned);
        assert_eq!(id_of(label, &labels), expect, "{label}");
    }

    #[test]
    fn a_label_means_one_option_or_is_refused() {
        check("Hot", Ok(12));
        check("hot", Ok(3));
        check("HOT", Err("`HOT` may be several options: 3 (hot), 12 (Hot); give the id of one of them"));
        check("warm", Ok(5));
        check("cold", Ok(20));
        check("Twin", Err("`Twin` may be several options: 6 (Twin), 7 (Twin); give the id of one of them"));
        check("Wram", Err("there is no `Wram`; did you mean `Warm`?; allowed: COLD, Hot, Twin, Twin, Warm, hot"));
    }
}
