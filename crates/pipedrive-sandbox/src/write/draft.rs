//! A body that passed its checks.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::key::{Key, Kind, When};
use super::{custom, value};
use crate::data::{CustomValue, Owner};
use crate::http::{Call, Failure, Version};

/// What a body says about a record.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// By name, in the form they are kept in.
    pub(crate) values: BTreeMap<String, Value>,
    /// By the key of the field.
    pub(crate) custom: BTreeMap<String, CustomValue>,
    /// Whether `custom_fields` was given without any field.
    pub(crate) has_empty_custom: bool,
}

/// What a body is checked by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) version: Version,
    pub(crate) keys: &'static [Key],
    /// The table whose custom fields it may name: below `custom_fields` in v2, beside the other keys in v1.
    pub(crate) custom: Option<Owner>,
}

impl Draft {
    /// Reads the body of a request that makes a record, or of one that changes it.
    ///
    /// # Errors
    /// The complaint of the rules' version of the API.
    pub(crate) fn read(call: &Call<'_>, rules: &Rules, body: &Value, is_new: bool) -> Result<Self, Failure> {
        let given = body.as_object().ok_or_else(|| refusal(rules.version, &["body: must be an object".to_owned()]))?;
        let mut draft = Self::default();
        let mut problems = Vec::new();
        for (name, value) in given {
            if let Err(problem) = draft.take(call, rules, (name, value), given, is_new) {
                problems.push(format!("{name}: Parameter '{name}' {problem}"));
            }
        }
        if is_new {
            for key in rules.keys.iter().filter(|key| key.is_required && !given.contains_key(key.name)) {
                problems.push(format!("{0}: Parameter '{0}' is required", key.name));
            }
        }
        if problems.is_empty() { Ok(draft) } else { Err(refusal(rules.version, &problems)) }
    }

    fn take(
        &mut self,
        call: &Call<'_>,
        rules: &Rules,
        (name, given): (&str, &Value),
        body: &Map<String, Value>,
        is_new: bool,
    ) -> Result<(), String> {
        let known = rules.keys.iter().find(|key| key.name == name).filter(|key| match key.when {
            When::Always => true,
            When::OnCreate => is_new,
            When::OnUpdate => !is_new,
        });
        let Some(key) = known else { return self.take_other(call, rules, (name, given), body) };
        let kept = match given {
            Value::Null if key.is_clearable => Value::Null,
            Value::Null => return Err("must not be null".to_owned()),
            given => value::read(call.account, key.kind, given)?,
        };
        let name = if matches!(key.kind, Kind::Lead) { "lead_number" } else { key.name };
        self.values.insert(name.to_owned(), kept);
        Ok(())
    }

    /// Takes a custom field, or several, and ignores in v1 what it does not know.
    fn take_other(
        &mut self,
        call: &Call<'_>,
        rules: &Rules,
        (name, given): (&str, &Value),
        body: &Map<String, Value>,
    ) -> Result<(), String> {
        match (rules.version, rules.custom) {
            (Version::V2, Some(owner)) if name == "custom_fields" => {
                let fields = given.as_object().ok_or("must be an object")?;
                self.has_empty_custom = fields.is_empty();
                self.take_custom(call, owner, fields)
            }
            (Version::V1, Some(owner)) => {
                let fields = call.account.custom_fields(owner);
                let Some(field) = fields.iter().find(|field| field.key == name) else { return Ok(()) };
                let mut one = Map::new();
                one.insert(name.to_owned(), custom::gathered(field, body));
                self.take_custom(call, owner, &one)
            }
            (Version::V1, None) => Ok(()),
            (Version::V2, _) => Err("is not allowed for this request".to_owned()),
        }
    }

    fn take_custom(&mut self, call: &Call<'_>, owner: Owner, given: &Map<String, Value>) -> Result<(), String> {
        let fields = call.account.custom_fields(owner);
        for (key, given) in given {
            let field = fields.iter().find(|field| field.key == *key);
            let field = field.ok_or_else(|| format!("has a field '{key}' that does not exist"))?;
            let kept =
                custom::read(call.account, field, given).map_err(|problem| format!("field '{key}' {problem}"))?;
            self.custom.insert(key.clone(), kept);
        }
        Ok(())
    }

    /// The value of a key, where `null` counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.get(name).and_then(value::number)
    }

    pub(crate) fn time(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_i64)
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Gives a key a value if the body gave it none.
    pub(crate) fn fill(&mut self, name: &str, value: impl Into<Value>) {
        self.values.entry(name.to_owned()).or_insert_with(|| value.into());
    }
}

/// The complaint of a version of the API about a body.
pub(crate) fn refusal(version: Version, problems: &[String]) -> Failure {
    match version {
        Version::V1 => Failure::bad_request(),
        Version::V2 => Failure::validation(problems),
    }
}
