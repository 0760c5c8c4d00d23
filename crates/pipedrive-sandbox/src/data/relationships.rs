//! Relationships between organizations.

use super::{Account, Organization, Table};
use crate::json::DAY;

/// A relationship; times are Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relationship {
    /// Id, from 1.
    pub(crate) id: u32,
    /// Whether the owner is the parent of the linked organization; otherwise the two are related.
    pub(crate) is_parent: bool,
    /// The organization it was entered at.
    pub(crate) owner_org_id: u32,
    /// The other one.
    pub(crate) linked_org_id: u32,
    pub(crate) add_time: i64,
    pub(crate) update_time: Option<i64>,
}

/// What is drawn for a relationship.
enum Of {
    Kind,
    Owner,
    Distance,
    AddTime,
    Touched,
}

impl Account {
    /// Number of relationships, those of deleted organizations included: one for three organizations.
    pub(crate) fn relationship_count(&self) -> u32 {
        self.size.organizations / 3
    }

    /// The relationship with that id, unless one of its organizations was deleted.
    pub(crate) fn relationship(&self, id: u32) -> Option<Relationship> {
        let relationship = (1..=self.relationship_count()).contains(&id).then(|| Relationship::new(self, id))?;
        let is_gone = relationship.org_ids().any(|id| Organization::new(self, id).is_deleted);
        (!is_gone).then_some(relationship)
    }

    /// Every relationship between organizations that exist.
    pub(crate) fn relationships(&self) -> impl Iterator<Item = Relationship> + '_ {
        (1..=self.relationship_count()).filter_map(|id| self.relationship(id))
    }
}

impl Relationship {
    fn new(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Relationships, id);
        let count = account.size.organizations;
        let owner_org_id = draw.between(Of::Owner as u32, 1, count);
        // Never the organization itself: the distance is below the length of the round.
        let linked_org_id = (owner_org_id - 1 + draw.between(Of::Distance as u32, 1, count - 1)) % count + 1;
        let add_time = account.now - DAY - draw.seconds(Of::AddTime as u32, 900 * DAY);
        Self {
            id,
            is_parent: draw.percent(Of::Kind as u32, 60),
            owner_org_id,
            linked_org_id,
            add_time,
            update_time: draw
                .sometimes(Of::Touched as u32, 50)
                .map(|d| add_time + d.seconds(0, account.now - add_time)),
        }
    }

    /// Both organizations.
    pub(crate) fn org_ids(&self) -> impl Iterator<Item = u32> + use<> {
        [self.owner_org_id, self.linked_org_id].into_iter()
    }

    /// The other organization, and what it is to the given one.
    pub(crate) fn seen_from(&self, org_id: u32) -> Option<(u32, &'static str)> {
        let kind = |of_parent, otherwise| if self.is_parent { of_parent } else { otherwise };
        if org_id == self.owner_org_id {
            Some((self.linked_org_id, kind("daughter", "related")))
        } else if org_id == self.linked_org_id {
            Some((self.owner_org_id, kind("parent", "related")))
        } else {
            None
        }
    }
}
