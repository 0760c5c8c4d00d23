//! What clients wrote in tables that are small or told by one route: rows, or members of rows, as they are shown.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value};

use super::{Account, Table};

/// What clients wrote of one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Document {
    /// The record's key: its id, or its UUID.
    pub(crate) key: String,
    /// Key of the record it belongs to.
    pub(crate) parent: Option<String>,
    /// Whether a client made the record: the members are all there is of it.
    pub(crate) is_created: bool,
    pub(crate) is_deleted: bool,
    pub(crate) members: Map<String, Value>,
}

/// The documents of each table, in the order of their first writing.
#[derive(Debug, Default)]
pub(crate) struct Shelves {
    any: AtomicBool,
    kept: RwLock<HashMap<Table, Vec<Document>>>,
}

impl Account {
    /// Whether anything was ever written on a shelf.
    pub(crate) fn has_documents(&self) -> bool {
        self.shelves.any.load(Ordering::Acquire)
    }

    /// What clients wrote in a table.
    pub(crate) fn documents(&self, table: Table) -> Vec<Document> {
        if !self.has_documents() {
            return Vec::new();
        }
        let kept = self.shelves.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&table).cloned().unwrap_or_default()
    }

    /// What clients wrote of a record.
    pub(crate) fn document(&self, table: Table, key: &str) -> Option<Document> {
        if !self.has_documents() {
            return None;
        }
        let kept = self.shelves.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&table)?.iter().find(|document| document.key == key).cloned()
    }

    /// The id of the next record of a table whose first added one has that id.
    pub(crate) fn next_document_id(&self, table: Table, first: u32) -> u32 {
        let created = self.documents(table).iter().filter(|document| document.is_created).count();
        first + u32::try_from(created).unwrap_or_default()
    }

    /// Writes on a record; only under [`Account::close`].
    pub(crate) fn shelve(&self, table: Table, key: &str, change: impl FnOnce(&mut Document)) {
        self.shelves.any.store(true, Ordering::Release);
        let mut kept = self.shelves.kept.write().unwrap_or_else(PoisonError::into_inner);
        let documents = kept.entry(table).or_default();
        let place = documents.iter().position(|document| document.key == key).unwrap_or_else(|| {
            documents.push(Document { key: key.to_owned(), ..Document::default() });
            documents.len() - 1
        });
        change(&mut documents[place]);
    }
}
