//! What is in use of the small tables: what there was from the start and what clients made of it.

use std::sync::PoisonError;

use serde_json::Value;

use super::{ACTIVITY_TYPES, Account, LEAD_LABELS, Lead, PHASES, PIPELINES, STAGES, Table};

impl Account {
    /// The stages in use with their pipelines, in order.
    pub(crate) fn stages(&self) -> Vec<(u32, u32)> {
        let mut stages: Vec<(u32, u32)> =
            STAGES.iter().filter(|stage| !stage.is_deleted).map(|stage| (stage.id, stage.pipeline_id)).collect();
        self.put_children_in(Table::Stages, "pipeline_id", &mut stages);
        stages
    }

    /// The pipelines in use.
    pub(crate) fn pipeline_ids(&self) -> Vec<u32> {
        let drawn = PIPELINES.iter().filter(|pipeline| !pipeline.is_deleted).map(|pipeline| pipeline.id);
        self.with_documents(Table::Pipelines, drawn)
    }

    /// The phases of boards with their boards, in order.
    pub(crate) fn phases(&self) -> Vec<(u32, u32)> {
        let mut phases: Vec<(u32, u32)> = PHASES.iter().map(|phase| (phase.id, phase.board_id)).collect();
        self.put_children_in(Table::Phases, "board_id", &mut phases);
        phases
    }

    /// Changes pairs of ids and ids of parents as clients changed the records, whose member names the parent.
    fn put_children_in(&self, table: Table, member: &str, pairs: &mut Vec<(u32, u32)>) {
        for document in self.documents(table) {
            let Ok(id) = document.key.parse() else { continue };
            let parent = document.members.get(member).and_then(Value::as_u64);
            let parent = parent.and_then(|parent| u32::try_from(parent).ok());
            match (document.is_deleted, pairs.iter_mut().find(|(known, _)| *known == id)) {
                (true, _) => pairs.retain(|(known, _)| *known != id),
                (false, Some(pair)) => pair.1 = parent.unwrap_or(pair.1),
                (false, None) => pairs.extend(parent.map(|parent| (id, parent))),
            }
        }
    }

    /// The ids of a small table without those that clients deleted, and with those they added.
    pub(crate) fn with_documents(&self, table: Table, drawn: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut ids: Vec<u32> = drawn.collect();
        for document in self.documents(table) {
            let Ok(id) = document.key.parse() else { continue };
            if document.is_deleted {
                ids.retain(|known| *known != id);
            } else if document.is_created {
                ids.push(id);
            }
        }
        ids
    }

    /// Whether there is a lead label with that UUID.
    pub(crate) fn has_lead_label(&self, id: &str) -> bool {
        let mut drawn = 0..u32::try_from(LEAD_LABELS.len()).unwrap_or_default();
        match self.document(Table::Labels, id) {
            Some(document) => !document.is_deleted,
            None => drawn.any(|place| Lead::label_uuid(self, place) == id),
        }
    }

    /// The key of an activity type.
    pub(crate) fn activity_kind(&self, key: &str) -> Option<&'static str> {
        let made = self.kinds.read().unwrap_or_else(PoisonError::into_inner);
        let known = ACTIVITY_TYPES.iter().map(|&(_, _, _, known, _, _)| known).chain(made.iter().copied());
        known.into_iter().find(|known| *known == key)
    }

    /// Lets activities be of a new type.
    pub(crate) fn name_activity_kind(&self, key: &str) {
        // Activities refer to their type by a name that lives as long as the program; a test makes a handful of types.
        let key: &'static str = Box::leak(key.to_owned().into_boxed_str());
        self.kinds.write().unwrap_or_else(PoisonError::into_inner).push(key);
    }
}
