//! The conditions of a filter before its fields have numbers: printable, comparable, ready to be sent.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use pipedrive_schema::SavedFilterSpec;
use serde_json::{Value, json};

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Condition {
    /// Column it is about.
    pub(super) column: String,
    /// Keys under which v1 may know its field.
    pub(super) keys: Vec<String>,
    /// As the API spells it, `LIKE '%$%'` included.
    pub(super) operator: &'static str,
    /// Nothing where the operator is about NULL.
    pub(super) value: Option<String>,
}

/// All conditions of a filter: every one of the first group, and one of the second unless that is empty.
#[derive(Clone, Debug)]
pub(crate) struct Conditions {
    pub(super) spec: &'static SavedFilterSpec,
    pub(super) all: Vec<Condition>,
    pub(super) any: Vec<Condition>,
}

/// The numbers of the fields that can be filtered by, by their keys.
pub(crate) type FieldNumbers = BTreeMap<String, u64>;

impl Condition {
    pub(super) fn new(column: &str, keys: &[String], operator: &'static str, value: Option<String>) -> Self {
        Self { column: column.to_owned(), keys: keys.to_vec(), operator, value }
    }

    fn row(&self, object: &str, numbers: &FieldNumbers) -> Option<Value> {
        let number = self.keys.iter().find_map(|key| numbers.get(key))?;
        Some(json!({
            "object": object,
            "field_id": number.to_string(),
            "operator": self.operator,
            "value": self.value,
            "extra_value": null,
        }))
    }
}

impl Conditions {
    /// The groups as the API takes them; `None` if the account has no field that they could name.
    ///
    /// # Soundness
    /// A condition on a field that cannot be filtered by is left out where every condition has to hold. Where one of
    /// several has to hold, leaving it out would lose rows, so the group goes.
    pub(super) fn groups(&self, numbers: &FieldNumbers) -> Option<Value> {
        let object = self.spec.object;
        let all: Vec<Value> = self.all.iter().filter_map(|condition| condition.row(object, numbers)).collect();
        let any: Option<Vec<Value>> = self.any.iter().map(|condition| condition.row(object, numbers)).collect();
        let any = any.unwrap_or_default();
        if all.is_empty() && any.is_empty() {
            return None;
        }
        let groups = [json!({"glue": "and", "conditions": all}), json!({"glue": "or", "conditions": any})];
        Some(json!({"glue": "and", "conditions": groups}))
    }

    /// A number for what they say, the same in every session.
    pub(super) fn digest(&self) -> u32 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        // Half of the digits tell a few filters apart well enough.
        u32::try_from(hasher.finish() >> 32).unwrap_or_default()
    }
}

impl PartialEq for Conditions {
    fn eq(&self, other: &Self) -> bool {
        self.spec.table == other.spec.table && self.all == other.all && self.any == other.any
    }
}

impl Eq for Conditions {}

impl Hash for Conditions {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.spec.table, &self.all, &self.any).hash(state);
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, operator, value, .. } = self;
        match value {
            // `LIKE '%$%'` with its value reads like SQL.
            Some(value) if operator.contains('$') => write!(f, "{column} {}", operator.replace('$', value)),
            Some(value) => write!(f, "{column} {operator} {value}"),
            None => write!(f, "{column} {operator}"),
        }
    }
}

impl fmt::Display for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = |group: &[Condition]| group.iter().map(ToString::to_string).collect::<Vec<_>>();
        f.write_str(&texts(&self.all).join(" AND "))?;
        if self.any.is_empty() {
            return Ok(());
        }
        let glue = if self.all.is_empty() { "" } else { " AND " };
        write!(f, "{glue}({})", texts(&self.any).join(" OR "))
    }
}
