//! Changing the account, as its users do while somebody else reads it.

use std::sync::RwLockReadGuard;

use super::order::sort_key;
use super::overlay::Overlay;
use super::{Account, Activity, Deal, Entity, Organization, Person, Product};

/// What can happen to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mutation {
    /// It is new, with the next id.
    Insert,
    /// A value of its own and its owner change.
    Update,
    /// A deal is won, an activity done; those that were closed are open again. Other records are updated.
    Close,
    /// It is deleted: the lists leave it out, but for deals that are asked for with `status=deleted`.
    Delete,
    /// A deal is archived, or comes back if it was; other records are updated.
    Archive,
}

/// Something that happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mutated {
    /// Kind of the record.
    pub entity: Entity,
    /// Its id.
    pub id: u32,
    /// What happened.
    pub mutation: Mutation,
    /// When, in Unix seconds.
    pub time: i64,
}

impl Account {
    /// Adds a record and tells its id.
    pub fn insert(&self, entity: Entity) -> u32 {
        let _closed = self.overlays.close();
        let id = self.count(entity) + 1;
        self.carry_out(entity, id, Mutation::Insert);
        id
    }

    /// Changes a record; false if there is none of that id or it was deleted before.
    ///
    /// [`Mutation::Insert`] adds a record whatever the id.
    pub fn mutate(&self, entity: Entity, id: u32, mutation: Mutation) -> bool {
        if mutation == Mutation::Insert {
            self.insert(entity);
            return true;
        }
        let _closed = self.overlays.close();
        let exists = (1..=self.count(entity)).contains(&id) && !self.is_deleted(entity, id);
        if exists {
            self.carry_out(entity, id, mutation);
        }
        exists
    }

    /// Updates every record of a kind within one second.
    pub fn update_all(&self, entity: Entity) {
        let _closed = self.overlays.close();
        let ids: Vec<u32> = (1..=self.count(entity)).filter(|&id| !self.is_deleted(entity, id)).collect();
        let time = self.present();
        let mut changes = self.overlays.write();
        for id in ids {
            let overlay = changes.of(entity, id);
            overlay.version += 1;
            overlay.changed = time;
            changes.journal.push(Mutated { entity, id, mutation: Mutation::Update, time });
        }
        drop(changes);
        self.forget_order(entity);
    }

    /// Everything that happened to the account since it was generated, the earliest first.
    pub fn mutations(&self) -> Vec<Mutated> {
        self.overlays.read().journal.clone()
    }

    /// Number of records of a kind, deleted ones included.
    pub fn count(&self, entity: Entity) -> u32 {
        match entity {
            Entity::Deals => self.deal_count(),
            Entity::Persons => self.person_count(),
            Entity::Organizations => self.organization_count(),
            Entity::Activities => self.activity_count(),
            Entity::Products => self.product_count(),
        }
    }

    /// Keeps every record as it is until the guard is dropped.
    pub(crate) fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.overlays.hold()
    }

    pub(super) fn overlay(&self, entity: Entity, id: u32) -> Option<Overlay> {
        self.overlays.get(entity, id)
    }

    /// The time of the sandbox's clock, but never before the data's present.
    pub(crate) fn present(&self) -> i64 {
        i64::try_from(self.clock.now().as_secs()).unwrap_or(i64::MAX).max(self.now)
    }

    fn is_deleted(&self, entity: Entity, id: u32) -> bool {
        match entity {
            Entity::Deals => Deal::new(self, id).is_deleted,
            Entity::Persons => Person::new(self, id).is_deleted,
            Entity::Organizations => Organization::new(self, id).is_deleted,
            Entity::Activities => Activity::new(self, id).is_deleted,
            Entity::Products => Product::new(self, id).is_deleted,
        }
    }

    /// Changes a record and the kept indexes with it.
    pub(super) fn carry_out(&self, entity: Entity, id: u32, mutation: Mutation) {
        let is_new = mutation == Mutation::Insert;
        let before = if is_new { Vec::new() } else { self.places(entity, id) };
        let time = self.present();
        let mut changes = self.overlays.write();
        if is_new {
            changes.add(entity);
        }
        let overlay = changes.of(entity, id);
        overlay.changed = time;
        let toggle = |since: Option<i64>| if since.is_some() { None } else { Some(time) };
        match (mutation, entity) {
            (Mutation::Insert, _) => overlay.inserted = Some(time),
            (Mutation::Delete, _) => overlay.deleted = true,
            (Mutation::Close, Entity::Deals | Entity::Activities) => overlay.flipped = toggle(overlay.flipped),
            (Mutation::Archive, Entity::Deals) => overlay.moved = toggle(overlay.moved),
            (Mutation::Update | Mutation::Close | Mutation::Archive, _) => overlay.version += 1,
        }
        changes.journal.push(Mutated { entity, id, mutation, time });
        drop(changes);
        self.reorder(entity, id, &before);
    }

    /// Notes in the journal what a request did to a record.
    pub(super) fn note(&self, entity: Entity, id: u32, mutation: Mutation) {
        let time = self.present();
        self.overlays.write().journal.push(Mutated { entity, id, mutation, time });
    }

    /// Where the record stands in each kept index of its table.
    pub(super) fn places(&self, entity: Entity, id: u32) -> Vec<(&'static str, usize)> {
        let table = entity.table();
        let mut places = Vec::new();
        self.indexes.update(|(of, field), ids| {
            if *of == table {
                let key = |id: u32| (sort_key(self, table, id, field), id);
                let target = key(id);
                places.push((*field, ids.partition_point(|&other| key(other) < target)));
            }
            true
        });
        places
    }

    /// Moves the record from where it stood to where it belongs now; what is counted by parent is counted anew.
    pub(super) fn reorder(&self, entity: Entity, id: u32, before: &[(&'static str, usize)]) {
        let table = entity.table();
        self.indexes.update(|(of, field), ids| {
            if *of == table {
                if let Some((_, place)) = before.iter().find(|(known, _)| known == field) {
                    ids.remove(*place);
                }
                let key = |id: u32| (sort_key(self, table, id, field), id);
                let target = key(id);
                ids.insert(ids.partition_point(|&other| key(other) < target), id);
            }
            true
        });
        self.links.update(|_, _| false);
    }

    /// Lets the indexes of a table be built anew.
    fn forget_order(&self, entity: Entity) {
        self.indexes.update(|(of, _), _| *of != entity.table());
        self.links.update(|_, _| false);
    }
}
