//! What clients wrote on records: little, beside what is drawn.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::custom::CustomValue;
use super::{CURRENCIES, FollowerChange, ParticipantChange, Table};
use crate::json::parse_day;

/// A field of a record got another value by a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    /// Name of the field in v1, or the key of a custom field.
    pub(crate) field: String,
    pub(crate) old: Value,
    pub(crate) new: Value,
    /// Unix seconds.
    pub(crate) time: i64,
}

/// What clients wrote on one record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    /// Whether a client made the record: nothing of it is drawn.
    pub(crate) is_created: bool,
    /// By the name v2 has for it; times are Unix seconds.
    pub(crate) values: BTreeMap<String, Value>,
    /// By the key of the field.
    pub(crate) custom: BTreeMap<String, CustomValue>,
    /// What changed, the earliest first.
    pub(crate) edits: Vec<Edit>,
    /// Who began or ceased to follow it, the earliest first.
    pub(crate) followers: Vec<FollowerChange>,
    /// Who came to it or left it, if it is a deal, the earliest first.
    pub(crate) participants: Vec<ParticipantChange>,
}

impl Written {
    /// Overwrites a member of a record, if somebody wrote it.
    pub(crate) fn put<T: DeserializeOwned>(&self, name: &str, member: &mut T) {
        if let Some(value) = self.read(name) {
            *member = value;
        }
    }

    /// Overwrites a day, which is written as text.
    pub(crate) fn put_day(&self, name: &str, member: &mut Option<i64>) {
        if let Some(value) = self.values.get(name) {
            *member = value.as_str().and_then(parse_day).map(|day| day.0);
        }
    }

    /// Overwrites the code of a currency.
    pub(crate) fn put_currency(&self, name: &str, member: &mut &'static str) {
        let written = self.values.get(name).and_then(Value::as_str);
        if let Some(currency) = written.and_then(|code| CURRENCIES.iter().find(|currency| currency.code == code)) {
            *member = currency.code;
        }
    }

    /// Whether clients deleted the record.
    pub(crate) fn is_deleted(&self) -> bool {
        self.flag("is_deleted")
    }

    /// Whether a member was written that is true.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.values.get(name) == Some(&Value::Bool(true))
    }

    /// A member, if somebody wrote it and it is of that type.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.values.get(name).and_then(|value| serde_json::from_value(value.clone()).ok())
    }

    /// Overwrites members of a row that rows have as they were written.
    pub(crate) fn patch(&self, row: &mut Map<String, Value>, names: &[&str]) {
        for name in names {
            if let Some(value) = self.values.get(*name) {
                row.insert((*name).to_owned(), value.clone());
            }
        }
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.values.insert(name.to_owned(), value.into());
    }
}

/// Everything that was written, for readers that mostly find nothing.
#[derive(Debug, Default)]
pub(super) struct Writings {
    any: AtomicBool,
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
pub(super) struct Kept {
    records: HashMap<(Table, u32), Arc<Written>>,
    added: HashMap<Table, u32>,
    /// Records that clients made, by what they belong to.
    children: HashMap<(Table, u32), Vec<u32>>,
}

impl Writings {
    /// What was written on a record.
    pub(super) fn get(&self, table: Table, id: u32) -> Option<Arc<Written>> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        self.read().records.get(&(table, id)).map(Arc::clone)
    }

    /// Whether a client made the record.
    pub(super) fn is_created(&self, table: Table, id: u32) -> bool {
        self.any.load(Ordering::Acquire)
            && self.read().records.get(&(table, id)).is_some_and(|written| written.is_created)
    }

    /// Number of records that clients made in a table whose ids run on.
    pub(super) fn added(&self, table: Table) -> u32 {
        if !self.any.load(Ordering::Acquire) {
            return 0;
        }
        self.read().added.get(&table).copied().unwrap_or_default()
    }

    /// Makes room for one more record.
    pub(super) fn add(&self, table: Table) {
        *self.write().added.entry(table).or_default() += 1;
    }

    /// Notes that a record that a client made belongs to a parent.
    pub(super) fn adopt(&self, table: Table, parent: u32, id: u32) {
        self.write().children.entry((table, parent)).or_default().push(id);
    }

    /// The records of a table that clients made and that belong to a parent, the earliest first.
    pub(super) fn children(&self, table: Table, parent: u32) -> Vec<u32> {
        if !self.any.load(Ordering::Acquire) {
            return Vec::new();
        }
        self.read().children.get(&(table, parent)).cloned().unwrap_or_default()
    }

    /// Writes on a record.
    pub(super) fn change(&self, table: Table, id: u32, change: impl FnOnce(&mut Written)) {
        let mut kept = self.write();
        change(Arc::make_mut(kept.records.entry((table, id)).or_default()));
    }

    fn read(&self) -> RwLockReadGuard<'_, Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Kept> {
        self.any.store(true, Ordering::Release);
        self.kept.write().unwrap_or_else(PoisonError::into_inner)
    }
}
