//! From a parent to its children: which activities a deal has, which deals a person.

use std::sync::Arc;

/// The relations that are looked up from the parent's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Link {
    DealActivities,
    PersonActivities,
    OrganizationActivities,
    LeadActivities,
    PersonDeals,
    PersonParticipations,
    OrganizationDeals,
    OrganizationPersons,
    DealNotes,
    PersonNotes,
    OrganizationNotes,
    ProjectTasks,
    ProjectActivities,
    OrganizationRelationships,
    UserCalls,
    /// Deals a product is on; deleted ones too, which can be asked for.
    ProductDeals,
    DealFiles,
    PersonFiles,
    OrganizationFiles,
    ProductFiles,
    DealThreads,
    PersonThreads,
    OrganizationThreads,
    PersonLeads,
    OrganizationLeads,
    LeadNotes,
}

/// Children by parent, in two flat arrays.
#[derive(Debug)]
pub(crate) struct Links {
    /// Where the children of each parent start, one more than there are parents.
    starts: Vec<usize>,
    children: Vec<u32>,
}

impl Links {
    /// Groups `(parent, child)` pairs; the pairs are walked twice.
    pub(crate) fn new<I: Iterator<Item = (u32, u32)>>(parents: u32, pairs: impl Fn() -> I) -> Arc<Self> {
        let slot = |parent: u32| usize::try_from(parent).unwrap_or(usize::MAX);
        let mut starts = vec![0_usize; slot(parents) + 2];
        for (parent, _) in pairs() {
            starts[slot(parent) + 1] += 1;
        }
        for parent in 1..starts.len() {
            starts[parent] += starts[parent - 1];
        }
        let mut next = starts.clone();
        let mut children = vec![0; starts.last().copied().unwrap_or_default()];
        for (parent, child) in pairs() {
            children[next[slot(parent)]] = child;
            next[slot(parent)] += 1;
        }
        Arc::new(Self { starts, children })
    }

    /// Ids of the parent's children, ascending.
    pub(crate) fn of(&self, parent: u32) -> &[u32] {
        let parent = usize::try_from(parent).unwrap_or(usize::MAX);
        match (self.starts.get(parent), self.starts.get(parent.saturating_add(1))) {
            (Some(&start), Some(&end)) => &self.children[start..end],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_by_parent() {
        let links = Links::new(3, || [(2, 10), (1, 11), (2, 12)].into_iter());
        assert_eq!([links.of(0), links.of(1), links.of(2), links.of(3)], [&[][..], &[11], &[10, 12], &[]]);
        assert_eq!(links.of(99), &[] as &[u32]);
    }
}
