//! The saved filters there are by now: those the account began with, and what clients added, changed and deleted.

use std::sync::{Arc, PoisonError, RwLock};

use super::{Draft, FilterType, SavedFilter};

/// Filters in the order of their ids.
#[derive(Debug)]
pub(crate) struct FilterStore {
    kept: RwLock<Kept>,
}

#[derive(Debug)]
struct Kept {
    filters: Vec<Arc<SavedFilter>>,
    /// Ids are not given out twice.
    next: u32,
}

impl FilterStore {
    pub(crate) fn new(filters: Vec<SavedFilter>) -> Self {
        let next = filters.iter().map(|filter| filter.id).max().unwrap_or_default() + 1;
        Self { kept: RwLock::new(Kept { filters: filters.into_iter().map(Arc::new).collect(), next }) }
    }

    pub(crate) fn all(&self) -> Vec<Arc<SavedFilter>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).filters.clone()
    }

    pub(crate) fn get(&self, id: u32) -> Option<Arc<SavedFilter>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.filters.iter().find(|filter| filter.id == id).map(Arc::clone)
    }

    /// Adds a filter and tells its id.
    pub(crate) fn add(&self, name: String, kind: FilterType, draft: Draft, now: i64) -> u32 {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let id = kept.next;
        kept.next += 1;
        let Draft { all, any } = draft;
        let filter = SavedFilter { id, name, kind, all, any, add_time: now, update_time: now, last_used: None };
        kept.filters.push(Arc::new(filter));
        id
    }

    /// Replaces the conditions of a filter, and its name if there is a new one; `false` if there is no such filter.
    pub(crate) fn change(&self, id: u32, name: Option<String>, draft: Draft, now: i64) -> bool {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let Some(filter) = kept.filters.iter_mut().find(|filter| filter.id == id) else { return false };
        let old = SavedFilter::clone(filter);
        let Draft { all, any } = draft;
        let name = name.unwrap_or_else(|| old.name.clone());
        *filter = Arc::new(SavedFilter { name, all, any, update_time: now, ..old });
        true
    }

    /// Removes filters and tells which of them there were.
    pub(crate) fn remove(&self, ids: &[u32]) -> Vec<u32> {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let removed: Vec<u32> = kept.filters.iter().map(|filter| filter.id).filter(|id| ids.contains(id)).collect();
        kept.filters.retain(|filter| !removed.contains(&filter.id));
        removed
    }
}
