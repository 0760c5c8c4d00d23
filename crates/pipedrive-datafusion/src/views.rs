//! The views: their queries, planned against the account's tables alone.
//!
//! DataFusion puts the plan of a view in the place of its name, so that conditions, columns and limits reach the tables
//! as if the query had been written out.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::error::Result;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_schema::{TableSpec, VIEWS, ViewSpec};

use crate::account::Account;
use crate::catalog::{CATALOG, SCHEMA};
use crate::provider::PipedriveTable;

/// The views of one account.
#[derive(Debug)]
pub(crate) struct Views {
    tables: Arc<AccountTables>,
    /// Made when the first view is used; a host's context may have other functions, other tables and another dialect.
    planner: OnceLock<SessionState>,
}

impl Views {
    pub(crate) fn new(tables: Arc<AccountTables>) -> Self {
        Self { tables, planner: OnceLock::new() }
    }

    /// The view of that name, if the account shows the tables it reads.
    pub(crate) fn spec(&self, name: &str) -> Option<&'static ViewSpec> {
        self.all().find(|view| view.name == name)
    }

    /// The views that read nothing but tables the account shows.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static ViewSpec> {
        VIEWS.iter().copied().filter(|view| view.tables().iter().all(|table| self.tables.spec(table).is_some()))
    }

    /// The view with its plan.
    ///
    /// # Errors
    /// If the field definitions of a table it reads cannot be fetched.
    ///
    /// # API cost
    /// As [`Account::layout`] of the tables it reads.
    pub(crate) async fn table(&self, view: &'static ViewSpec) -> Result<Arc<dyn TableProvider>> {
        let sql = view.sql();
        let planner = self.planner.get_or_init(|| planner(Arc::clone(&self.tables)));
        let plan = planner.create_logical_plan(&sql).await?;
        Ok(Arc::new(ViewTable::new(plan, Some(sql))))
    }
}

fn planner(tables: Arc<AccountTables>) -> SessionState {
    let config = SessionConfig::new()
        .with_create_default_catalog_and_schema(false)
        .with_default_catalog_and_schema(CATALOG, SCHEMA);
    let ctx =
        SessionContext::new_with_state(SessionStateBuilder::new().with_config(config).with_default_features().build());
    ctx.register_catalog(CATALOG, Arc::new(OneSchema(tables)));
    ctx.state()
}

/// The catalog in which the queries of views are planned.
#[derive(Debug)]
struct OneSchema(Arc<AccountTables>);

impl CatalogProvider for OneSchema {
    fn schema_names(&self) -> Vec<String> {
        vec![SCHEMA.to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        (name == SCHEMA).then(|| Arc::clone(&self.0) as Arc<dyn SchemaProvider>)
    }
}

/// The tables of the account, looked up lazily, and nothing else.
#[derive(Debug)]
pub(crate) struct AccountTables {
    account: Arc<Account>,
}

impl AccountTables {
    pub(crate) fn new(account: Arc<Account>) -> Self {
        Self { account }
    }

    /// The description of the table of that name, if the account shows it.
    pub(crate) fn spec(&self, name: &str) -> Option<&'static TableSpec> {
        self.account.tables().iter().copied().find(|spec| spec.name == name)
    }
}

#[async_trait]
impl SchemaProvider for AccountTables {
    fn table_names(&self) -> Vec<String> {
        self.account.tables().iter().map(|spec| spec.name.to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(spec) = self.spec(name) else { return Ok(None) };
        let layout = self.account.layout(spec).await?;
        Ok(Some(Arc::new(PipedriveTable::new(Arc::clone(&self.account), Arc::new(layout)))))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.spec(name).is_some()
    }
}
