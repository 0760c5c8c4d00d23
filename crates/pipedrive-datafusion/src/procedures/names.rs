//! Which procedure a name means, and what to say when it means none.

use std::ops::ControlFlow;

use datafusion::common::Column;
use datafusion::sql::parser::Statement as DFStatement;
use datafusion::sql::sqlparser::ast::{ObjectName, Statement, TableFactor, Visit, Visitor};
use pipedrive_client::ErrorKind;
use pipedrive_schema::{Effect, FUNCTIONS, PROCEDURES, ProcedureSpec};

use crate::catalog::{CATALOG, SCHEMA};
use crate::error::Error;
use crate::functions::function_hint;
use crate::write::dry_schema;

/// How much a name must be like another, as a share of 1, to be worth suggesting.
const SIMILAR: f64 = 0.7;

/// The share of its letters that may be wrong where a name is taken for a procedure's, misspelt.
const MISSPELT: f64 = 1.0 / 3.0;

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
    let name = name.to_lowercase();
    PROCEDURES
        .iter()
        .map(|spec| (strsim::jaro_winkler(&name, &spec.name.to_lowercase()), *spec))
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, spec)| spec)
}

/// Whether the name is so much like a procedure's that secrets may have been meant for it.
///
/// What counts is how many letters are wrong: a long beginning in common, as `pipedrive` and `PipedriveRequest` have it,
/// is no slip of the fingers. Nor is the name of a table function.
fn is_misspelt(name: &str) -> bool {
    let name = name.replace('_', "").to_lowercase();
    let is_function = FUNCTIONS.iter().any(|function| function.name.replace('_', "") == name);
    // Those of OAuth are mistaken for each other, and some take secrets.
    let may_take_secrets =
        |spec: &&ProcedureSpec| spec.name.contains("OAuth") || spec.parameters.iter().any(|parameter| parameter.secret);
    let mut procedures = PROCEDURES.iter().copied().filter(may_take_secrets).map(|spec| spec.name.to_lowercase());
    !is_function && procedures.any(|known| strsim::normalized_damerau_levenshtein(&name, &known) >= 1.0 - MISSPELT)
}

/// Whether a name is that of a procedure or a misspelt one, so that its arguments may be secrets.
pub(super) fn resembles_procedure(name: &ObjectName) -> bool {
    let last = name.0.last().and_then(|part| part.as_ident());
    last.is_some_and(|ident| pipedrive_schema::procedure(&ident.value).is_some() || is_misspelt(&ident.value))
}

/// Whether SQL text, which need not even parse, names a procedure with secret parameters, something like a procedure, or a
/// secret parameter.
///
/// For whatever would repeat or keep the text as it was typed: messages, histories.
pub fn may_hold_secret_argument(sql: &str) -> bool {
    let mut words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| match pipedrive_schema::procedure(word) {
        Some(spec) => spec.parameters.iter().any(|parameter| parameter.secret),
        None => is_misspelt(word) || is_secret_parameter(word),
    })
}

fn is_secret_parameter(name: &str) -> bool {
    let mut parameters = PROCEDURES.iter().flat_map(|spec| spec.parameters);
    parameters.any(|parameter| parameter.secret && parameter.name.eq_ignore_ascii_case(name))
}

/// A procedure that a statement calls in a FROM clause, if it calls any.
pub(crate) fn called_procedure(statement: &Statement) -> Option<&'static str> {
    calls(statement).first().map(|spec| spec.name)
}

/// The procedures of a statement that a dry run carries out only in part: their calls give what they would send.
pub(crate) fn rehearsed_calls(statement: &DFStatement) -> Vec<&'static ProcedureSpec> {
    let DFStatement::Statement(statement) = statement else { return Vec::new() };
    let mut calls = calls(statement);
    calls.retain(|spec| spec.effect != Effect::Reads);
    calls
}

/// The one of these calls that has the column which is missing when it is carried out, and not in a dry run.
pub(crate) fn call_with(missing: Option<&Column>, calls: &[&'static ProcedureSpec]) -> Option<&'static str> {
    let name = missing?.name();
    let has = |spec: &&&ProcedureSpec| spec.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
    calls.iter().find(has).map(|spec| spec.name)
}

/// The error for such a column, with those that a call has in a dry run.
pub(crate) fn with_columns_of_dry_run(error: &Error, call: &str) -> Error {
    let names: Vec<String> = dry_schema().fields().iter().map(|field| field.name().clone()).collect();
    let message = format!("{error}: in a dry run a call gives the columns {}", names.join(", "));
    Error::new(ErrorKind::ColumnNotFound, message)
        .with_hint(format!("`SELECT * FROM {call}(…)` shows what it would send"))
}

/// The procedures that a statement calls, in its order.
fn calls(statement: &Statement) -> Vec<&'static ProcedureSpec> {
    let mut found = Calls(Vec::new());
    let visited: ControlFlow<()> = statement.visit(&mut found);
    debug_assert!(visited.is_continue(), "it goes through all of it");
    found.0
}

/// Finds the calls.
struct Calls(Vec<&'static ProcedureSpec>);

impl Visitor for Calls {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } = factor {
            self.0.extend(procedure_named(name));
        }
        ControlFlow::Continue(())
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
