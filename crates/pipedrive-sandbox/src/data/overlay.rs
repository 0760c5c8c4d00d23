//! What has changed since the account was generated: little, beside records that are computed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Entity, Mutated};

/// What has changed on one record; times are Unix seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overlay {
    /// When it was added, if it was not generated.
    pub(crate) inserted: Option<i64>,
    /// When it last changed.
    pub(crate) changed: i64,
    /// How often its values changed.
    pub(crate) version: u32,
    /// Since when it is closed if it was generated open, and open if it was generated closed.
    pub(crate) flipped: Option<i64>,
    /// Since when it is archived if it was generated active, and active if it was generated archived.
    pub(crate) moved: Option<i64>,
    /// Whether it was deleted.
    pub(crate) deleted: bool,
}

impl Overlay {
    /// Who owns a record of which `user` was the first owner: each new version belongs to the next of `count` users.
    pub(crate) fn owner(&self, user: u32, count: u32) -> u32 {
        (user - 1 + self.version % count) % count + 1
    }
}

/// Everything that has changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    records: HashMap<(Entity, u32), Overlay>,
    added: HashMap<Entity, u32>,
    pub(super) journal: Vec<Mutated>,
}

impl Changes {
    /// The overlay of a record, which from now on has one.
    pub(super) fn of(&mut self, entity: Entity, id: u32) -> &mut Overlay {
        self.records.entry((entity, id)).or_default()
    }

    /// Makes room for one more record.
    pub(super) fn add(&mut self, entity: Entity) {
        *self.added.entry(entity).or_default() += 1;
    }
}

/// The changes, for readers that mostly find none.
#[derive(Debug, Default)]
pub(super) struct Overlays {
    /// Whether anything ever changed: until then nobody has to wait for anybody.
    any: AtomicBool,
    changes: RwLock<Changes>,
    /// Held while an answer is made, and by those who change something.
    gate: RwLock<()>,
}

impl Overlays {
    /// What has changed on a record.
    pub(super) fn get(&self, entity: Entity, id: u32) -> Option<Overlay> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        self.read().records.get(&(entity, id)).copied()
    }

    /// Number of records that were added.
    pub(super) fn added(&self, entity: Entity) -> u32 {
        if !self.any.load(Ordering::Acquire) {
            return 0;
        }
        self.read().added.get(&entity).copied().unwrap_or_default()
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Changes> {
        self.changes.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The changes, to add to them; only under [`Self::close`].
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Changes> {
        self.any.store(true, Ordering::Release);
        self.changes.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps everything as it is.
    pub(super) fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no answer is being made, and keeps it so.
    pub(super) fn close(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.write().unwrap_or_else(PoisonError::into_inner)
    }
}
