//! Table functions in a context that belongs to somebody else.

use std::fmt;
use std::sync::Arc;

use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::datasource::ViewTable;
use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use pipedrive_schema::{FUNCTIONS, TableSpec};

use super::call::plan;
use super::relation::FunctionRelations;
use crate::account::Account;
use crate::procedures::{Argument, assign};

/// Adds the table functions to a host's context.
///
/// A function of the host with the same name stays the host's; this one is then found as `pipedrive.crm.name`.
///
/// # Errors
/// If DataFusion was built to take no relation planners.
pub(crate) fn register_functions(ctx: &SessionContext, account: &Arc<Account>) -> Result<()> {
    let state = ctx.state();
    let functions = state.table_functions();
    let is_foreign = |spec: &TableSpec| {
        let mut same = functions.iter().filter(|(name, _)| name.eq_ignore_ascii_case(spec.name));
        same.any(|(_, f)| !(f.function().as_ref() as &dyn std::any::Any).is::<AccountFunction>())
    };
    let (taken, free): (Vec<&'static TableSpec>, Vec<_>) = FUNCTIONS.iter().copied().partition(|spec| is_foreign(spec));
    for spec in free {
        ctx.register_udtf(spec.name, Arc::new(AccountFunction { spec, account: Arc::clone(account) }));
    }
    let taken = taken.into_iter().map(|spec| spec.name.to_owned()).collect();
    ctx.register_relation_planner(Arc::new(FunctionRelations::in_host(Arc::clone(account), taken)))
}

/// A table function as DataFusion's programming interface calls it; SQL text is planned by [`FunctionRelations`].
struct AccountFunction {
    spec: &'static TableSpec,
    account: Arc<Account>,
}

impl TableFunctionImpl for AccountFunction {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let arguments = args.exprs().iter().map(|value| Argument { name: None, value: value.clone() });
        let values = assign(&self.spec.into(), arguments.collect())?;
        Ok(Arc::new(ViewTable::new(plan(&self.account, self.spec, values)?, None)))
    }
}

impl fmt::Debug for AccountFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccountFunction").field(&self.spec.name).finish()
    }
}
