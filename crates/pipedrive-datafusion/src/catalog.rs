//! The catalog `pipedrive` with its schema `crm`: the account's tables, and beside them what the user made.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::TableType;
use datafusion::prelude::SessionContext;
use pipedrive_auth::SystemBrowser;
use pipedrive_client::ErrorKind;
use pipedrive_connection::ConnectionConfig;

use crate::account::Account;
use crate::error::Error;
use crate::options::PipedriveOptions;
use crate::parameter_columns::ParameterColumns;
use crate::procedures::register_procedures;
use crate::views::{AccountTables, Views};

/// Name of the catalog.
pub const CATALOG: &str = "pipedrive";
/// Name of its schema.
pub const SCHEMA: &str = "crm";

/// Adds the account that `connection` names to `ctx` as catalog `pipedrive`, so that
/// `SELECT * FROM pipedrive.crm.deals` works beside whatever the context already has, and the procedures as functions
/// for a FROM clause: `SELECT * FROM TestConnection()`. Nothing is sent.
///
/// # Errors
/// If the connection string is wrong or its credentials are of a kind that cannot be used.
pub fn register(ctx: &SessionContext, connection: &str) -> std::result::Result<Arc<Account>, Error> {
    let config = ConnectionConfig::parse(connection)?;
    let account = Arc::new(Account::open(&config, Arc::new(SystemBrowser))?);
    let options = default_options(&config);
    ctx.state_ref().write().config_mut().options_mut().extensions.insert(options);
    ctx.add_analyzer_rule(Arc::new(ParameterColumns));
    ctx.register_catalog(CATALOG, Arc::new(PipedriveCatalog::new(Arc::clone(&account))));
    register_procedures(ctx, &(Arc::clone(&account) as _))?;
    Ok(account)
}

/// The session options a connection string asks for.
pub(crate) fn default_options(config: &ConnectionConfig) -> PipedriveOptions {
    PipedriveOptions {
        max_tokens_per_query: config.max_tokens_per_query.unwrap_or_default(),
        ..PipedriveOptions::default()
    }
}

/// The catalog of one account.
#[derive(Debug)]
pub(crate) struct PipedriveCatalog {
    schema: Arc<CrmSchema>,
}

impl PipedriveCatalog {
    pub(crate) fn new(account: Arc<Account>) -> Self {
        let tables = Arc::new(AccountTables::new(account));
        let views = Views::new(Arc::clone(&tables));
        Self { schema: Arc::new(CrmSchema { tables, views, local: RwLock::default() }) }
    }
}

impl CatalogProvider for PipedriveCatalog {
    fn schema_names(&self) -> Vec<String> {
        vec![SCHEMA.to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        (name == SCHEMA).then(|| Arc::clone(&self.schema) as Arc<dyn SchemaProvider>)
    }
}

/// The account's tables and views, looked up lazily, and the local tables and views of this session.
#[derive(Debug)]
struct CrmSchema {
    tables: Arc<AccountTables>,
    views: Views,
    local: RwLock<BTreeMap<String, Arc<dyn TableProvider>>>,
}

impl CrmSchema {
    /// What the account itself has under that name.
    fn own(&self, name: &str) -> Option<TableType> {
        let table = || self.tables.spec(name).map(|_| TableType::Base);
        let view = || self.views.spec(name).map(|_| TableType::View);
        table().or_else(view)
    }

    fn local(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        self.local.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

#[async_trait]
impl SchemaProvider for CrmSchema {
    fn table_names(&self) -> Vec<String> {
        let local = self.local.read().unwrap_or_else(PoisonError::into_inner);
        let views = self.views.all().map(|view| view.name.to_owned());
        self.tables.table_names().into_iter().chain(views).chain(local.keys().cloned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(table) = self.tables.table(name).await? {
            return Ok(Some(table));
        }
        match self.views.spec(name) {
            Some(view) => self.views.table(view).await.map(Some),
            None => Ok(self.local(name)),
        }
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        let local = || self.local(name).map(|table| table.table_type());
        Ok(self.own(name).or_else(local))
    }

    fn register_table(&self, name: String, table: Arc<dyn TableProvider>) -> Result<Option<Arc<dyn TableProvider>>> {
        if self.own(&name).is_some() {
            return Err(belongs_to_pipedrive(&name).into());
        }
        let mut local = self.local.write().unwrap_or_else(PoisonError::into_inner);
        Ok(local.insert(name, table))
    }

    fn deregister_table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if self.own(name).is_some() {
            return Err(belongs_to_pipedrive(name).into());
        }
        Ok(self.local.write().unwrap_or_else(PoisonError::into_inner).remove(name))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.own(name).is_some() || self.local(name).is_some()
    }
}

pub(crate) fn belongs_to_pipedrive(name: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("`{name}` is a table of Pipedrive and stays as it is"))
        .with_hint("choose another name for the local table")
}
