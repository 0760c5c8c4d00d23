//! The catalog `pipedrive` with its schema `crm`: the account's tables, and beside them what the user made.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::config::{ConfigOptions, OptimizerOptions};
use datafusion::error::Result;
use datafusion::logical_expr::TableType;
use datafusion::prelude::SessionContext;
use pipedrive_auth::SystemBrowser;
use pipedrive_client::ErrorKind;
use pipedrive_connection::ConnectionConfig;

use crate::account::Account;
use crate::error::Error;
use crate::functions::register_functions;
use crate::names::Names;
use crate::options::PipedriveOptions;
use crate::procedures::register_procedures;
use crate::rules::add_rules;
use crate::system::system_table;

/// Name of the catalog.
pub const CATALOG: &str = "pipedrive";
/// Name of its schema.
pub const SCHEMA: &str = "crm";

/// Adds the account that `connection` names to `ctx` as catalog `pipedrive`, so that
/// `SELECT * FROM pipedrive.crm.deals` works beside whatever the context already has, and the table functions
/// and procedures as functions for a FROM clause: `SELECT * FROM deal_search('acme')`. Nothing is sent.
///
/// INSERT, UPDATE and DELETE write to the account as far as DataFusion plans them; MERGE is refused, and takes a
/// [`PipedriveSession`](crate::PipedriveSession).
///
/// Statements that the context has by `PREPARE` are forgotten, so register before: rules for physical plans can only be
/// added to a context by building its state anew, and DataFusion lets nobody carry those statements over.
///
/// # Errors
/// If the connection string is wrong or its credentials are of a kind that cannot be used.
pub fn register(ctx: &SessionContext, connection: &str) -> std::result::Result<Arc<Account>, Error> {
    let config = ConnectionConfig::parse(connection)?;
    let account = Arc::new(Account::open(&config, Arc::new(SystemBrowser))?);
    let options = default_options(&config);
    {
        let state = ctx.state_ref();
        let mut state = state.write();
        let session = state.config_mut().options_mut();
        session.extensions.insert(options);
        lengthen_key_lists(session);
    }
    ctx.register_catalog(CATALOG, Arc::new(PipedriveCatalog::new(&account)));
    add_rules(ctx);
    register_procedures(ctx, &(Arc::clone(&account) as _))?;
    register_functions(ctx, &account)?;
    Ok(account)
}

/// Lets joins hand down as many keys as a child table can be asked for, hundreds a request, where the session has not
/// chosen how many.
pub(crate) fn lengthen_key_lists(session: &mut ConfigOptions) {
    let (optimizer, usual) = (&mut session.optimizer, OptimizerOptions::default());
    if optimizer.hash_join_inlist_pushdown_max_distinct_values == usual.hash_join_inlist_pushdown_max_distinct_values {
        optimizer.hash_join_inlist_pushdown_max_distinct_values = 10_000;
    }
    if optimizer.hash_join_inlist_pushdown_max_size == usual.hash_join_inlist_pushdown_max_size {
        optimizer.hash_join_inlist_pushdown_max_size = 1024 * 1024;
    }
}

/// The session options a connection string asks for.
pub(crate) fn default_options(config: &ConnectionConfig) -> PipedriveOptions {
    PipedriveOptions {
        max_tokens_per_query: config.max_tokens_per_query.unwrap_or_default(),
        pushdown_filters: config.pushdown_filters,
        parallel_scan: config.parallel_scan,
        aggregate_pushdown: config.aggregate_pushdown,
        ..PipedriveOptions::default()
    }
}

/// The catalog of one account.
#[derive(Debug)]
pub(crate) struct PipedriveCatalog {
    schema: Arc<CrmSchema>,
}

impl PipedriveCatalog {
    pub(crate) fn new(account: &Arc<Account>) -> Self {
        Self { schema: Arc::new(CrmSchema(Arc::new(Names::new(account)))) }
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

/// Everything the session can name.
#[derive(Debug)]
struct CrmSchema(Arc<Names>);

#[async_trait]
impl SchemaProvider for CrmSchema {
    fn table_names(&self) -> Vec<String> {
        self.0.all()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        self.0.table(name).await
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        let local = || self.0.local(name).map(|table| table.table_type());
        Ok(self.0.own(name).or_else(local))
    }

    fn register_table(&self, name: String, table: Arc<dyn TableProvider>) -> Result<Option<Arc<dyn TableProvider>>> {
        match self.0.own(&name) {
            Some(_) => Err(belongs_to_pipedrive(&name).into()),
            None => Ok(self.0.keep(name, table)),
        }
    }

    fn deregister_table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        match self.0.own(name) {
            Some(_) => Err(belongs_to_pipedrive(name).into()),
            None => Ok(self.0.give_up(name)),
        }
    }

    fn table_exist(&self, name: &str) -> bool {
        self.0.own(name).is_some() || self.0.local(name).is_some()
    }
}

/// Whether some account has something of that name, which no local table can take.
pub(crate) fn is_of_pipedrive(name: &str) -> bool {
    pipedrive_schema::table(name).is_some() || pipedrive_schema::view(name).is_some() || system_table(name).is_some()
}

pub(crate) fn belongs_to_pipedrive(name: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("`{name}` is a table of Pipedrive and stays as it is"))
        .with_hint("choose another name for the local table")
}
