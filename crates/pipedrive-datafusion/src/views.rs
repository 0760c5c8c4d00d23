//! The views: their queries, planned against the account's tables alone.
//!
//! DataFusion puts the plan of a view in the place of its name, so that conditions, columns and limits reach the tables
//! as if the query had been written out.

use std::sync::{Arc, OnceLock};

use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::error::Result;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_schema::ViewSpec;

use crate::account::Account;
use crate::account_tables::AccountTables;
use crate::catalog::{CATALOG, SCHEMA};
use crate::history::value_history;

/// The views of one account.
#[derive(Debug)]
pub(crate) struct Views {
    account: Arc<Account>,
    /// Made when the first view of its kind is used; a host's context may have other functions, other tables and another
    /// dialect.
    with_labels: OnceLock<SessionState>,
    built_in: OnceLock<SessionState>,
}

impl Views {
    pub(crate) fn new(account: Arc<Account>) -> Self {
        Self { account, with_labels: OnceLock::new(), built_in: OnceLock::new() }
    }

    /// The view of that name, if the account shows the tables it reads.
    pub(crate) fn spec(&self, name: &str) -> Option<&'static ViewSpec> {
        self.account.views().find(|view| view.name == name)
    }

    /// The view with its plan.
    ///
    /// # Errors
    /// If the view shows labels, and the definitions that have them cannot be fetched.
    ///
    /// # API cost
    /// For a view that shows labels as [`Account::layout`], else none.
    pub(crate) async fn provide(&self, view: &'static ViewSpec) -> Result<Arc<dyn TableProvider>> {
        let account = || Arc::clone(&self.account);
        let planner = if view.needs_definitions() {
            self.with_labels.get_or_init(|| planner(AccountTables::new(account())))
        } else {
            self.built_in.get_or_init(|| planner(AccountTables::built_in(account())))
        };
        let sql = view.sql();
        let plan = planner.create_logical_plan(&sql).await?;
        Ok(Arc::new(ViewTable::new(plan, Some(sql))))
    }
}

fn planner(tables: AccountTables) -> SessionState {
    let config = SessionConfig::new()
        .with_create_default_catalog_and_schema(false)
        .with_default_catalog_and_schema(CATALOG, SCHEMA);
    let ctx =
        SessionContext::new_with_state(SessionStateBuilder::new().with_config(config).with_default_features().build());
    ctx.register_udf(value_history());
    ctx.register_catalog(CATALOG, Arc::new(OneSchema(Arc::new(tables))));
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
