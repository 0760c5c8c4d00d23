//! The kinds of records that can change while they are read.

use super::Table;

/// A kind of record that can change while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// Deals.
    Deals,
    /// Persons.
    Persons,
    /// Organizations.
    Organizations,
    /// Activities.
    Activities,
    /// Products.
    Products,
}

impl Entity {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Deals, Self::Persons, Self::Organizations, Self::Activities, Self::Products];

    /// Name of the list, which is also the table's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deals => "deals",
            Self::Persons => "persons",
            Self::Organizations => "organizations",
            Self::Activities => "activities",
            Self::Products => "products",
        }
    }

    /// The kind that lies in the list of that path, such as `/deals/archived`.
    pub(crate) fn listed_at(path: &str) -> Option<Self> {
        let list = path.strip_prefix('/')?;
        let list = list.strip_suffix("/archived").unwrap_or(list);
        Self::ALL.into_iter().find(|entity| entity.name() == list)
    }

    /// The kind of the records of a table.
    pub(super) fn of(table: Table) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.table() == table)
    }

    pub(super) fn table(self) -> Table {
        match self {
            Self::Deals => Table::Deals,
            Self::Persons => Table::Persons,
            Self::Organizations => Table::Organizations,
            Self::Activities => Table::Activities,
            Self::Products => Table::Products,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_what_lies_below_them() {
        let check = |path: &str, expect: Option<Entity>| assert_eq!(Entity::listed_at(path), expect, "{path}");
        check("/deals", Some(Entity::Deals));
        check("/deals/archived", Some(Entity::Deals));
        check("/products", Some(Entity::Products));
        check("/deals/{id}", None);
        check("/deals/summary", None);
        check("/notes", None);
    }
}
