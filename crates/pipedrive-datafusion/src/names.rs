//! Everything a query of one session can name: the account's tables, their views, system tables and what the user made.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use datafusion::catalog::TableProvider;
use datafusion::error::Result;
use datafusion::logical_expr::TableType;

use crate::account::Account;
use crate::account_tables::AccountTables;
use crate::relations::Relation;
use crate::system::{SYSTEM_TABLES, SystemProvider, system_table};
use crate::views::Views;

/// Tables whose custom fields have to be among their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// None; those known by now are.
    Known,
    /// The tables of these names.
    Of(Vec<String>),
    /// All tables.
    All,
}

impl Wanted {
    fn is_of(&self, table: &str) -> bool {
        match self {
            Self::Known => false,
            Self::Of(names) => names.iter().any(|name| name == table),
            Self::All => true,
        }
    }
}

/// The names of one session.
#[derive(Debug)]
pub(crate) struct Names {
    tables: AccountTables,
    views: Views,
    local: RwLock<BTreeMap<String, Arc<dyn TableProvider>>>,
}

impl Names {
    pub(crate) fn new(account: &Arc<Account>) -> Self {
        Self {
            tables: AccountTables::new(Arc::clone(account)),
            views: Views::new(Arc::clone(account)),
            local: RwLock::default(),
        }
    }

    pub(crate) fn account(&self) -> &Arc<Account> {
        self.tables.account()
    }

    /// What Pipedrive itself has under that name.
    pub(crate) fn own(&self, name: &str) -> Option<TableType> {
        let table = || self.tables.spec(name).map(|_| TableType::Base);
        let view = || self.views.spec(name).map(|_| TableType::View);
        let system = || system_table(name).map(|_| TableType::View);
        table().or_else(view).or_else(system)
    }

    /// What the user made under that name.
    pub(crate) fn local(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        self.local.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Keeps what the user made, and hands back what had the name before.
    pub(crate) fn keep(&self, name: String, table: Arc<dyn TableProvider>) -> Option<Arc<dyn TableProvider>> {
        self.local.write().unwrap_or_else(PoisonError::into_inner).insert(name, table)
    }

    /// Gives up what the user made.
    pub(crate) fn give_up(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        self.local.write().unwrap_or_else(PoisonError::into_inner).remove(name)
    }

    /// All names: tables, views, system tables, what the user made.
    pub(crate) fn all(&self) -> Vec<String> {
        let tables = self.account().tables().iter().map(|spec| spec.name);
        let own =
            tables.chain(self.account().views().map(|view| view.name)).chain(SYSTEM_TABLES.iter().map(|t| t.name));
        let local = self.local.read().unwrap_or_else(PoisonError::into_inner);
        own.map(str::to_owned).chain(local.keys().cloned()).collect()
    }

    /// The table or view of that name.
    ///
    /// # Errors
    /// If field definitions are needed and cannot be fetched.
    ///
    /// # API cost
    /// As [`Account::layout`] for a table with custom fields, or a view of labels; else none.
    pub(crate) async fn table(self: &Arc<Self>, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(spec) = self.tables.spec(name) {
            return self.tables.provide(spec).await.map(Some);
        }
        if let Some(view) = self.views.spec(name) {
            return self.views.provide(view).await.map(Some);
        }
        let system = system_table(name).map(|table| Arc::new(SystemProvider::new(table, Arc::clone(self))) as _);
        Ok(system.or_else(|| self.local(name)))
    }

    /// Everything with its columns. Custom fields are those known by now, except for the `wanted` tables, whose
    /// definitions are fetched.
    ///
    /// # Errors
    /// If definitions cannot be fetched. A table whose fields are withheld from this user has its built-in columns.
    ///
    /// # API cost
    /// As [`Account::layout`] for each of the `wanted` tables.
    pub(crate) async fn relations(&self, wanted: &Wanted) -> Result<Vec<Relation>> {
        let account = self.account();
        let mut relations = Vec::new();
        for &spec in account.tables() {
            let layout = if wanted.is_of(spec.name) { account.layout(spec).await? } else { account.known_layout(spec) };
            relations.push(Relation::of_table(&layout));
        }
        relations.extend(account.views().map(Relation::of_view));
        relations.extend(SYSTEM_TABLES.iter().map(|table| Relation::of_system(table)));
        let local = self.local.read().unwrap_or_else(PoisonError::into_inner);
        relations.extend(local.iter().map(|(name, table)| Relation::of_local(name, table)));
        Ok(relations)
    }
}
