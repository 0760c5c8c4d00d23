//! The names a query can use, as the system tables list them.

use std::fmt;

use super::rows::rows;
use crate::failure::Failure;
use crate::shell::Shell;

/// What a name stands for, in the order of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A table of the account.
    Table,
    /// A view of the account's tables.
    View,
    /// A table that the user made.
    LocalTable,
    /// A view that the user made.
    LocalView,
    /// A table about the session.
    SystemTable,
}

impl Kind {
    /// All kinds.
    pub(super) const ALL: &'static [Self] =
        &[Self::Table, Self::View, Self::LocalTable, Self::LocalView, Self::SystemTable];
    /// What the account and the user have.
    pub(super) const USERS: &'static [Self] = &[Self::Table, Self::View, Self::LocalTable, Self::LocalView];
    /// Tables of the account and of the user.
    pub(super) const TABLES: &'static [Self] = &[Self::Table, Self::LocalTable];
    /// Views of the account and of the user.
    pub(super) const VIEWS: &'static [Self] = &[Self::View, Self::LocalView];

    const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::LocalTable => "local table",
            Self::LocalView => "local view",
            Self::SystemTable => "system table",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A table or view.
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) comment: String,
}

/// All of them, by kind.
pub(super) async fn relations(shell: &Shell) -> Result<Vec<Relation>, Failure> {
    let mut found = Vec::new();
    for [name, kind, comment] in rows(shell, "SELECT tablename, tabletype, description FROM sys_tables").await? {
        let kind = Kind::ALL.iter().copied().find(|known| known.name().eq_ignore_ascii_case(&kind));
        found.push(Relation { name, kind: kind.unwrap_or(Kind::Table), comment });
    }
    found.sort_by_key(|relation| relation.kind);
    Ok(found)
}
