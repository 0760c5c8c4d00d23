//! What statements may do with a column, for whoever shows it to people.

use super::{Required, WriteOn, WriteSpec};
use crate::TableSpec;

/// What statements may do with one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnAccess {
    /// An INSERT can give it.
    pub insertable: bool,
    /// An UPDATE can set it.
    pub updatable: bool,
    /// Whether an INSERT must give it.
    pub demand: Demand,
}

/// Whether an INSERT must give a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// It need not.
    Optional,
    /// It, or others in its place.
    OneOf,
    /// It must.
    Required,
}

impl ColumnAccess {
    /// A column that can only be read.
    pub const READ_ONLY: Self = Self { insertable: false, updatable: false, demand: Demand::Optional };
}

impl WriteSpec {
    /// What statements may do with a built-in column; one that is not written can only be read.
    pub fn access(&self, column: &str) -> ColumnAccess {
        let on = self.column(column).map(|written| written.on);
        let key = self.insert.is_some_and(|insert| insert.route.keys.contains(&column));
        let required = self.insert.map_or(&[][..], |insert| insert.required);
        let always = required.iter().any(|r| matches!(r, Required::Column(name) if *name == column));
        let alternative = required.iter().any(|r| match r {
            Required::Column(_) => false,
            Required::OneOf(groups) => groups.iter().any(|group| group.contains(&column)),
        });
        let archives = self.update.and_then(|update| update.archive).is_some_and(|archive| archive.flag == column);
        ColumnAccess {
            insertable: key || self.insert.is_some() && matches!(on, Some(WriteOn::Both | WriteOn::Insert)),
            updatable: archives || self.update.is_some() && matches!(on, Some(WriteOn::Both | WriteOn::Update)),
            demand: match (key || always, alternative) {
                (true, _) => Demand::Required,
                (false, true) => Demand::OneOf,
                (false, false) => Demand::Optional,
            },
        }
    }

    /// What statements may do with custom columns.
    pub fn custom_access(&self) -> ColumnAccess {
        let (insertable, updatable) = (self.insert.is_some(), self.update.is_some());
        if self.custom_fields {
            ColumnAccess { insertable, updatable, ..ColumnAccess::READ_ONLY }
        } else {
            ColumnAccess::READ_ONLY
        }
    }
}

impl TableSpec {
    /// What statements may do with a built-in column; one the table does not have can only be read.
    pub fn access(&self, column: &str) -> ColumnAccess {
        self.write.map_or(ColumnAccess::READ_ONLY, |write| write.access(column))
    }

    /// What statements may do with the table's custom columns.
    pub fn custom_access(&self) -> ColumnAccess {
        self.write.map_or(ColumnAccess::READ_ONLY, WriteSpec::custom_access)
    }
}
