//! Indexes, built when a request first needs one and kept from then on.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Built once each, by key.
#[derive(Debug)]
pub(crate) struct Built<K, V> {
    cells: Mutex<HashMap<K, Arc<OnceLock<Arc<V>>>>>,
}

impl<K, V> Default for Built<K, V> {
    fn default() -> Self {
        Self { cells: Mutex::default() }
    }
}

impl<K: Eq + Hash, V> Built<K, V> {
    /// The value of that key; a second caller waits for the first one's instead of building it again.
    pub(crate) fn get(&self, key: K, build: impl FnOnce() -> Arc<V>) -> Arc<V> {
        let cell = Arc::clone(self.cells.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        Arc::clone(cell.get_or_init(build))
    }

    /// Changes every value that nobody is reading, and forgets those for which `change` answers false.
    ///
    /// One that somebody is reading is forgotten too, and built anew for the next reader.
    pub(crate) fn update(&self, mut change: impl FnMut(&K, &mut V) -> bool) {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner).retain(|key, cell| {
            let value = Arc::get_mut(cell).and_then(OnceLock::get_mut).and_then(Arc::get_mut);
            value.is_some_and(|value| change(key, value))
        });
    }
}
