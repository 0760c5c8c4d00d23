//! The account's tables as providers, and as the schemas in which the queries of views are planned.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::error::Result;
use pipedrive_schema::TableSpec;

use crate::account::Account;
use crate::provider::PipedriveTable;

/// The tables of the account, looked up lazily, and nothing else.
#[derive(Debug)]
pub(crate) struct AccountTables {
    account: Arc<Account>,
    /// Whether their columns are only those that every account has, so that no definitions are needed.
    built_in: bool,
}

impl AccountTables {
    /// The tables with all their columns.
    pub(crate) fn new(account: Arc<Account>) -> Self {
        Self { account, built_in: false }
    }

    /// The tables without custom fields, and with option ids instead of labels.
    pub(crate) fn built_in(account: Arc<Account>) -> Self {
        Self { account, built_in: true }
    }

    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// The description of the table of that name, if the account shows it.
    pub(crate) fn spec(&self, name: &str) -> Option<&'static TableSpec> {
        self.account.tables().iter().copied().find(|spec| spec.name == name)
    }

    /// The table.
    ///
    /// # Errors
    /// If its field definitions are needed and cannot be fetched.
    ///
    /// # API cost
    /// As [`Account::layout`], or none for the built-in columns.
    pub(crate) async fn provide(&self, spec: &'static TableSpec) -> Result<Arc<dyn TableProvider>> {
        let layout = if self.built_in { self.account.built_in_layout(spec) } else { self.account.layout(spec).await? };
        Ok(Arc::new(PipedriveTable::new(Arc::clone(&self.account), Arc::new(layout))))
    }
}

#[async_trait]
impl SchemaProvider for AccountTables {
    fn table_names(&self) -> Vec<String> {
        self.account.tables().iter().map(|spec| spec.name.to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        match self.spec(name) {
            Some(spec) => self.provide(spec).await.map(Some),
            None => Ok(None),
        }
    }

    fn table_exist(&self, name: &str) -> bool {
        self.spec(name).is_some()
    }
}
