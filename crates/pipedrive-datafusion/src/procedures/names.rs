//! Which procedure a name means, and what to say when it means none.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{ObjectName, Statement, TableFactor, Visit, Visitor};
use pipedrive_client::ErrorKind;
use pipedrive_schema::{FUNCTIONS, PROCEDURES, ProcedureSpec};

use crate::catalog::{CATALOG, SCHEMA};
use crate::error::Error;
use crate::functions::function_hint;

/// How much a name must be like another, as a share of 1, to be worth suggesting.
const SIMILAR: f64 = 0.7;

/// How much it must be like another to be taken for it, misspelt.
const SAME: f64 = 0.85;

/// The procedure that a name means: `p`, `crm.p` or `pipedrive.crm.p`, in any case, quoted or not.
pub(super) fn procedure_named(name: &ObjectName) -> Option<&'static ProcedureSpec> {
    own_name(name).and_then(pipedrive_schema::procedure)
}

/// The last part of a name, if what stands before it is nothing, `crm` or `pipedrive.crm`.
pub(crate) fn own_name(name: &ObjectName) -> Option<&str> {
    let parts: Vec<&str> = name.0.iter().filter_map(|part| part.as_ident()).map(|ident| ident.value.as_str()).collect();
    let (last, qualifiers) = parts.split_last()?;
    let qualified = match qualifiers {
        [] => true,
        [schema] => schema.eq_ignore_ascii_case(SCHEMA),
        [catalog, schema] => catalog.eq_ignore_ascii_case(CATALOG) && schema.eq_ignore_ascii_case(SCHEMA),
        _ => false,
    };
    (qualified && parts.len() == name.0.len()).then_some(*last)
}

/// The procedure whose name is most like `name`, if one is like it at all.
pub(crate) fn nearest_procedure(name: &str) -> Option<&'static ProcedureSpec> {
    most_like(name, SIMILAR)
}

/// The procedure whose name is so much like `name` that secrets may have been meant for it.
///
/// The name of a table function is meant: `pipedrive_get` is no `PipedriveRequest`.
fn mistaken_for(name: &str) -> Option<&'static ProcedureSpec> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let is_function = FUNCTIONS.iter().any(|function| plain(function.name) == plain(name));
    most_like(name, SAME).filter(|_| !is_function)
}

fn most_like(name: &str, least: f64) -> Option<&'static ProcedureSpec> {
    let name = name.to_lowercase();
    PROCEDURES
        .iter()
        .map(|spec| (strsim::jaro_winkler(&name, &spec.name.to_lowercase()), *spec))
        .filter(|(score, _)| *score >= least)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, spec)| spec)
}

/// Whether a name is that of a procedure or a misspelt one, so that its arguments may be secrets.
pub(super) fn resembles_procedure(name: &ObjectName) -> bool {
    let last = name.0.last().and_then(|part| part.as_ident());
    last.is_some_and(|ident| pipedrive_schema::procedure(&ident.value).or_else(|| mistaken_for(&ident.value)).is_some())
}

/// Whether SQL text, which need not even parse, names a procedure with secret parameters, something like a procedure, or a
/// secret parameter.
///
/// For whatever would repeat or keep the text as it was typed: messages, histories.
pub fn may_hold_secret_argument(sql: &str) -> bool {
    // Without the underscores that a misspelt name may have.
    let mut words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(|word| word.replace('_', ""));
    words.any(|word| match pipedrive_schema::procedure(&word) {
        Some(spec) => spec.parameters.iter().any(|parameter| parameter.secret),
        None => mistaken_for(&word).is_some() || is_secret_parameter(&word),
    })
}

fn is_secret_parameter(name: &str) -> bool {
    let mut parameters = PROCEDURES.iter().flat_map(|spec| spec.parameters);
    parameters.any(|parameter| parameter.secret && parameter.name.eq_ignore_ascii_case(name))
}

/// A procedure that a statement calls in a FROM clause, if it calls any.
pub(crate) fn called_procedure(statement: &Statement) -> Option<&'static str> {
    match statement.visit(&mut Calls) {
        ControlFlow::Break(spec) => Some(spec.name),
        ControlFlow::Continue(()) => None,
    }
}

/// Finds the first call.
struct Calls;

impl Visitor for Calls {
    type Break = &'static ProcedureSpec;

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Self::Break> {
        let called = match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                procedure_named(name)
            }
            _ => None,
        };
        called.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }
}

/// The error for a name that is no procedure.
pub(super) fn unknown_procedure(name: &ObjectName) -> Error {
    let error = Error::new(ErrorKind::Syntax, format!("no procedure `{name}`"));
    let last = name.0.last().and_then(|part| part.as_ident()).map_or("", |ident| ident.value.as_str());
    let error = match (function_hint(last), nearest_procedure(last)) {
        (Some(hint), _) => error.with_hint(hint),
        (None, Some(near)) => error.with_hint(format!("did you mean `{}`?", near.name)),
        (None, None) => error,
    };
    let names: Vec<&str> = PROCEDURES.iter().map(|spec| spec.name).collect();
    error.with_hint(format!("procedures: {}", names.join(", ")))
}

/// How a procedure is called, for whoever took it for a table or a function.
pub(crate) fn call_hint(spec: &ProcedureSpec) -> String {
    format!("`{name}` is a procedure: `CALL {name}(…)` or `SELECT … FROM {name}(…)`", name = spec.name)
}
