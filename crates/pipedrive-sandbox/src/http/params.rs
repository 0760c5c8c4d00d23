//! Query parameters: what an operation declares, and the values a request gave.

use std::collections::BTreeMap;

use super::cursor::Marker;
use crate::json::Day;

/// What a parameter's text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whole number from 1.
    Id,
    /// `true` or `false`.
    Boolean,
    /// `0` or `1` (v1).
    Bit,
    /// Anything.
    Text,
    /// A UUID.
    Uuid,
    /// RFC 3339, whole seconds.
    Time,
    /// `YYYY-MM-DD`.
    Day,
    /// Comma list of whole numbers, at most 100.
    Ids,
    /// The same, which must be there.
    SomeIds,
    /// Whole numbers, at most 100 and at least one, each in a parameter of its own.
    EachId,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Comma list of these.
    Choices(&'static [&'static str]),
    /// Comma list of custom field keys, at most 15.
    Keys,
    /// Page size, 1 to 500.
    Limit,
    /// First row, from 0 (v1).
    Start,
    /// A cursor (v2).
    Cursor,
}

/// A declared parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

impl Param {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Number(u32),
    Flag(bool),
    Text(String),
    Time(i64),
    Day(Day),
    Numbers(Vec<u32>),
    Words(Vec<String>),
    Marker(Marker),
}

/// The parameters of one request that passed validation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    values: BTreeMap<&'static str, Value>,
}

impl Query {
    pub(crate) fn insert(&mut self, name: &'static str, value: Value) {
        self.values.insert(name, value);
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        match self.values.get(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.values.get(name) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn time(&self, name: &str) -> Option<i64> {
        match self.values.get(name) {
            Some(Value::Time(time)) => Some(*time),
            _ => None,
        }
    }

    pub(crate) fn day(&self, name: &str) -> Option<Day> {
        match self.values.get(name) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    pub(crate) fn numbers(&self, name: &str) -> Option<&[u32]> {
        match self.values.get(name) {
            Some(Value::Numbers(numbers)) => Some(numbers),
            _ => None,
        }
    }

    pub(crate) fn words(&self, name: &str) -> Option<&[String]> {
        match self.values.get(name) {
            Some(Value::Words(words)) => Some(words),
            _ => None,
        }
    }

    pub(crate) fn marker(&self) -> Option<&Marker> {
        match self.values.get("cursor") {
            Some(Value::Marker(marker)) => Some(marker),
            _ => None,
        }
    }

    /// Page size: 100 unless the request says otherwise.
    pub(crate) fn limit(&self) -> usize {
        usize::try_from(self.number("limit").unwrap_or(100)).unwrap_or(usize::MAX)
    }

    /// First row of an offset page.
    pub(crate) fn start(&self) -> usize {
        usize::try_from(self.number("start").unwrap_or(0)).unwrap_or(usize::MAX)
    }
}
