//! The body of a request, as the official descriptions have it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::description::Operation;

/// A body, or a part of one.
#[derive(Clone, Copy)]
pub(crate) struct Body<'a> {
    /// The operation, in whose document references are looked up.
    operation: Operation<'a>,
    schema: &'a Value,
}

impl<'a> Body<'a> {
    /// What the schema describes.
    pub(crate) fn new(operation: Operation<'a>, schema: &'a Value) -> Self {
        Self { operation, schema: operation.resolve(schema) }
    }

    /// The schemas it is put together from, itself first.
    fn pieces(self) -> Vec<Self> {
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| self.schema[key].as_array()).flatten();
        let parts = parts.flat_map(|part| Self::new(self.operation, part).pieces());
        [self].into_iter().chain(parts).collect()
    }

    /// Its type, such as `object`.
    pub(crate) fn data_type(self) -> Option<&'a str> {
        self.pieces().into_iter().find_map(|piece| piece.schema["type"].as_str())
    }

    /// What the entries of a list are.
    pub(crate) fn items(self) -> Option<Self> {
        self.pieces().into_iter().find_map(|piece| Some(Self::new(self.operation, piece.schema.get("items")?)))
    }

    /// A member of an object.
    pub(crate) fn member(self, name: &str) -> Option<Self> {
        let member = |piece: Self| Some(Self::new(self.operation, piece.schema.get("properties")?.get(name)?));
        self.pieces().into_iter().find_map(member)
    }

    /// What stands at a path of members.
    pub(crate) fn at(self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self, |body, name| body.member(name))
    }

    /// Paths of the members that are no objects with members of their own.
    pub(crate) fn members(self) -> BTreeSet<Vec<String>> {
        let mut members = BTreeSet::new();
        for piece in self.pieces() {
            for name in piece.schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
                let inner = self.member(name).map(Self::members).unwrap_or_default();
                if inner.is_empty() {
                    members.insert(vec![name.clone()]);
                }
                members.extend(inner.into_iter().map(|path| [vec![name.clone()], path].concat()));
            }
        }
        members
    }

    /// The members an object must have.
    pub(crate) fn required(self) -> BTreeSet<&'a str> {
        let names = self.pieces().into_iter().filter_map(|piece| piece.schema["required"].as_array()).flatten();
        names.filter_map(Value::as_str).collect()
    }

    /// The values it can have, those of numbers spelt out, if they are listed.
    pub(crate) fn values(self) -> BTreeSet<&'a str> {
        /// The numbers that descriptions list.
        const DIGITS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let values = self.pieces().into_iter().filter_map(|piece| piece.schema["enum"].as_array()).flatten();
        let digit = |value: &Value| DIGITS.get(usize::try_from(value.as_u64()?).ok()?).copied();
        values.filter_map(|value| value.as_str().or_else(|| digit(value))).collect()
    }
}
