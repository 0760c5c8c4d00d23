//! Which table function a name means, and what to say to whoever calls one in another way.

use datafusion::sql::sqlparser::ast::ObjectName;
use pipedrive_schema::{FUNCTIONS, TableSpec};

use crate::procedures::own_name;
use crate::translate::nearest;

/// The function that a name means: `f`, `crm.f` or `pipedrive.crm.f`, in any case, quoted or not.
pub(super) fn function_named(name: &ObjectName) -> Option<&'static TableSpec> {
    own_name(name).and_then(pipedrive_schema::function)
}

/// The function whose name is most like `name`, if one is like it at all.
pub(crate) fn nearest_function(name: &str) -> Option<&'static str> {
    nearest(name, function_names())
}

/// The names of all table functions.
pub(crate) fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|spec| spec.name)
}

/// How the table function of that name is called, for whoever took it for a table, a procedure or another function.
pub(crate) fn function_hint(name: &str) -> Option<String> {
    let spec = pipedrive_schema::function(name)?;
    Some(format!("`{}` is a table function: `SELECT … FROM {}`", spec.name, spec.signature()))
}
