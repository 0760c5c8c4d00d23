//! Writing on records, as requests do: one at a time, with the kept indexes in step.

use std::sync::RwLockWriteGuard;

use super::{
    Account, Activity, BOARDS, Deal, Entity, File, Lead, Mutation, Note, Organization, PHASES, Person, Product,
    Project, ProjectStatus, Table, Task, Written,
};

/// Id before that of the first record a client adds to a table whose ids do not run on.
const FIRST_ADDED: u32 = 1_000_000_000;

impl Account {
    /// Keeps everybody else out until the guard is dropped: a request changes the account at one moment.
    pub(crate) fn close(&self) -> RwLockWriteGuard<'_, ()> {
        self.overlays.close()
    }

    /// Whether there is a record of that id that was not deleted.
    pub(crate) fn is_live(&self, table: Table, id: u32) -> bool {
        let among = |count: u32| (1..=count).contains(&id);
        match table {
            Table::Deals => among(self.deal_count()) && !Deal::new(self, id).is_deleted,
            Table::Persons => among(self.person_count()) && !Person::new(self, id).is_deleted,
            Table::Organizations => among(self.organization_count()) && !Organization::new(self, id).is_deleted,
            Table::Activities => among(self.activity_count()) && !Activity::new(self, id).is_deleted,
            Table::Products => among(self.product_count()) && !Product::new(self, id).is_deleted,
            Table::Notes => among(self.note_count()) && !Note::new(self, id).is_deleted,
            Table::Files => {
                among(self.file_count()) && !File::new(self, id).is_deleted && !File::new(self, id).is_hidden
            }
            Table::Leads => among(self.lead_count()) && !Lead::is_deleted(self, id),
            Table::Pipelines => self.pipeline_ids().contains(&id),
            Table::Stages => self.stages().iter().any(|(stage, _)| *stage == id),
            Table::Projects => among(self.project_count()) && Project::new(self, id).status != ProjectStatus::Deleted,
            Table::Tasks => match self.document(table, &id.to_string()) {
                Some(document) => !document.is_deleted,
                None => among(self.task_count()) && !Task::new(self, id).is_deleted,
            },
            Table::Boards => self.with_documents(table, BOARDS.iter().map(|board| board.id)).contains(&id),
            Table::Phases => self.with_documents(table, PHASES.iter().map(|phase| phase.id)).contains(&id),
            _ => self.written(table, id).is_some_and(|written| written.is_created && !written.is_deleted()),
        }
    }

    /// Makes a record and tells its id; only under [`Account::close`].
    pub(crate) fn create(&self, table: Table, fill: impl FnOnce(&mut Written)) -> u32 {
        let entity = Entity::of(table);
        let id = self.next_id(table);
        self.writings.change(table, id, |written| {
            written.is_created = true;
            fill(written);
        });
        match entity {
            Some(entity) => self.carry_out(entity, id, Mutation::Insert),
            None => self.writings.add(table),
        }
        self.forget(table);
        id
    }

    /// The same for a record that belongs to a parent.
    pub(crate) fn create_child(&self, table: Table, parent: u32, fill: impl FnOnce(&mut Written)) -> u32 {
        let id = self.create(table, fill);
        self.writings.adopt(table, parent, id);
        self.forget(table);
        id
    }

    /// Writes on a record; only under [`Account::close`].
    pub(crate) fn write(&self, table: Table, id: u32, change: impl FnOnce(&mut Written)) {
        match Entity::of(table) {
            None => self.writings.change(table, id, change),
            Some(entity) => {
                let before = self.places(entity, id);
                self.writings.change(table, id, change);
                let is_deleted = self.written(table, id).is_some_and(|written| written.is_deleted());
                self.note(entity, id, if is_deleted { Mutation::Delete } else { Mutation::Update });
                self.reorder(entity, id, &before);
            }
        }
        self.forget(table);
    }

    /// The id of the next record of a table.
    fn next_id(&self, table: Table) -> u32 {
        1 + match table {
            Table::Deals => self.deal_count(),
            Table::Persons => self.person_count(),
            Table::Organizations => self.organization_count(),
            Table::Activities => self.activity_count(),
            Table::Products => self.product_count(),
            Table::Leads => self.lead_count(),
            Table::Notes => self.note_count(),
            Table::Projects => self.project_count(),
            Table::Files => self.file_count(),
            _ => FIRST_ADDED + self.writings.added(table),
        }
    }

    /// Lets what is kept about a table be worked out anew; tables that keep their order in step keep it.
    fn forget(&self, table: Table) {
        if Entity::of(table).is_none() {
            self.indexes.update(|(of, _), _| *of != table);
        }
        self.links.update(|_, _| false);
    }
}
