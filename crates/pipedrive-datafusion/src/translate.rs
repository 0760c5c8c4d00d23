//! What DataFusion reports, in the words of this product: our own error found again inside it, misspelt
//! names answered with the nearest one.

use std::error::Error as _;
use std::sync::Arc;

use datafusion::common::{Column, SchemaError, TableReference};
use datafusion::error::DataFusionError;
use pipedrive_client::ErrorKind;
use pipedrive_schema::{PROCEDURES, TABLES, views};

use crate::error::Error;
use crate::functions::{function_hint, function_names, nearest_function};
use crate::procedures::{call_hint, nearest_procedure};
use crate::system::SYSTEM_TABLES;

/// Longest distance at which a name is still worth suggesting, as a share of 1.
const SIMILAR: f64 = 0.7;

/// The driver's error for one of DataFusion's.
pub(crate) fn translate(error: DataFusionError) -> Error {
    match unwrap(error) {
        Ok(own) => own,
        Err(foreign) => classify(&foreign),
    }
}

/// Takes our own error out of what DataFusion wrapped around it; the rest comes back without its wrapping.
fn unwrap(error: DataFusionError) -> Result<Error, DataFusionError> {
    match error {
        DataFusionError::External(inner) => match inner.downcast::<Error>() {
            Ok(own) => Ok(*own),
            Err(inner) => match inner.downcast::<DataFusionError>() {
                Ok(inner) => unwrap(*inner),
                Err(inner) => Err(DataFusionError::External(inner)),
            },
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => unwrap(*inner),
        DataFusionError::ArrowError(inner, trace) => match *inner {
            arrow::error::ArrowError::ExternalError(inner) => unwrap(DataFusionError::External(inner)),
            other => Err(DataFusionError::ArrowError(Box::new(other), trace)),
        },
        DataFusionError::Shared(inner) => unwrap_shared(inner),
        DataFusionError::Collection(mut errors) if !errors.is_empty() => unwrap(errors.swap_remove(0)),
        other => Err(other),
    }
}

/// A shared error can only be copied: several partitions may report the same one.
fn unwrap_shared(error: Arc<DataFusionError>) -> Result<Error, DataFusionError> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error.as_ref());
    while let Some(current) = cause {
        if let Some(own) = current.downcast_ref::<Error>() {
            return Ok(own.copied());
        }
        cause = current.source();
    }
    Err(DataFusionError::Shared(error))
}

fn classify(error: &DataFusionError) -> Error {
    match error {
        DataFusionError::SQL(parser, _) => syntax(&parser.to_string()),
        DataFusionError::SchemaError(schema, _) => match schema.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let known: Vec<&str> = valid_fields.iter().map(Column::name).collect();
                let relation = field.relation.as_ref().or_else(|| only_relation(valid_fields));
                column_not_found(field.name(), relation.map(TableReference::table), &known)
            }
            other => Error::new(ErrorKind::Syntax, lower(&other.to_string())),
        },
        DataFusionError::Plan(message) => plan(message),
        DataFusionError::NotImplemented(message) => Error::new(ErrorKind::Unsupported, lower(message)),
        DataFusionError::ArrowError(inner, _) => conversion(&inner.to_string()),
        DataFusionError::Execution(message) if prepared_name(message).is_some() => not_prepared(message),
        DataFusionError::Configuration(message) | DataFusionError::Execution(message) => {
            Error::new(ErrorKind::InvalidArgument, lower(message))
        }
        DataFusionError::ResourcesExhausted(message) => Error::new(ErrorKind::Resources, lower(message)),
        DataFusionError::Internal(message) => function(message).unwrap_or_else(|| {
            Error::new(ErrorKind::Internal, lower(message)).with_hint("this is a bug: please report the statement")
        }),
        other => {
            let root = other.source().map_or_else(|| other.to_string(), ToString::to_string);
            Error::new(kind_of_rest(other), lower(&root))
        }
    }
}

/// `Cast error: Cannot cast string 'x' to value of Int64 type` and its like.
fn conversion(message: &str) -> Error {
    let message = message.trim_start_matches("Cast error: ");
    let unreadable = message.strip_prefix("Parser error: Error parsing ").and_then(|m| m.split_once(" from '"));
    if let Some((kind, (text, _))) = unreadable.and_then(|(kind, rest)| Some((kind, rest.split_once('\'')?))) {
        return Error::new(ErrorKind::Conversion, format!("cannot read `{text}` as a {kind}"))
            .with_hint("write times like 2026-02-28T23:59:59Z and dates like 2026-02-28");
    }
    let error = Error::new(ErrorKind::Conversion, lower(message));
    if message.contains("annot cast") {
        error.with_hint("compare the column with a value of its own type; `\\d table` in the shell shows the types")
    } else {
        error
    }
}

fn kind_of_rest(error: &DataFusionError) -> ErrorKind {
    match error {
        DataFusionError::IoError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::ParquetError(_)
        | DataFusionError::External(_) => ErrorKind::InvalidArgument,
        _ => ErrorKind::Internal,
    }
}

/// `… at Line: 1, Column: 8` of the parser, with the position in the house's words.
pub(crate) fn syntax(message: &str) -> Error {
    let message = message.trim_start_matches("sql parser error: ").trim_start_matches("ParserError(\"");
    let message =
        message.replace("Expected: ", "expected ").replace(", found: EOF", ", found the end of the statement");
    let message = message.replace(", found: ", ", found ");
    let (what, position) = match message.split_once(" at Line: ") {
        Some((what, position)) => (what, Some(position)),
        None => (message.as_str(), None),
    };
    let position = position.and_then(|p| {
        let (line, column) = p.split_once(", Column: ")?;
        Some(format!(" at line {line}, column {}", column.trim_end_matches("\")")))
    });
    Error::new(ErrorKind::Syntax, format!("{}{}", lower(what), position.unwrap_or_default()))
}

fn plan(message: &str) -> Error {
    if let Some((name, _)) = message.strip_prefix("table function '").and_then(|rest| rest.split_once("' not found")) {
        return function_not_found(name);
    }
    if let Some(error) = uneven_values(message) {
        return error;
    }
    let quoted = message.strip_prefix("table '").and_then(|rest| rest.split_once("' not found"));
    match quoted {
        Some((name, _)) => table_not_found(name.strip_prefix("pipedrive.crm.").unwrap_or(name)),
        None => function(message).unwrap_or_else(|| Error::new(ErrorKind::Syntax, lower(message))),
    }
}

/// Rows of VALUES of different lengths, which DataFusion counts from 0.
fn uneven_values(message: &str) -> Option<Error> {
    let rest = message.split_once("Inconsistent data length across values list: got ")?.1;
    let (got, rest) = rest.split_once(" values in row ")?;
    let (row, expected) = rest.split_once(" but expected ")?;
    let row = row.parse::<usize>().ok()? + 1;
    let values = if got == "1" { "value" } else { "values" };
    Some(Error::new(ErrorKind::Syntax, format!("row {row} of VALUES has {got} {values}, and row 1 has {expected}")))
}

/// What DataFusion says of functions, which comes with pages of signatures.
fn function(message: &str) -> Option<Error> {
    if let Some((name, rest)) = message.strip_prefix("Invalid function '").and_then(|m| m.split_once('\'')) {
        if let Some(spec) = pipedrive_schema::procedure(name) {
            return Some(Error::new(ErrorKind::Syntax, format!("no function `{name}`")).with_hint(call_hint(spec)));
        }
        let error = Error::new(ErrorKind::Syntax, format!("no function `{name}`"));
        if let Some(hint) = function_hint(name) {
            return Some(error.with_hint(hint));
        }
        let near = rest.split_once("Did you mean '").and_then(|(_, near)| near.split_once('\''));
        return Some(match near {
            Some((near, _)) => error.with_hint(format!("did you mean `{near}`?")),
            None => error,
        });
    }
    let hint = "cast the arguments to types it takes, or use another function";
    if let Some((_, call)) = message.split_once("No function matches the given name and argument types '") {
        let call = call.split_once('\'').map_or(call, |(call, _)| call);
        return Some(
            Error::new(ErrorKind::Syntax, format!("no function takes the arguments of `{call}`")).with_hint(hint),
        );
    }
    let (name, _) = message.strip_prefix("Function '")?.split_once("' failed to match any signature")?;
    Some(Error::new(ErrorKind::Syntax, format!("function `{name}` does not take these arguments")).with_hint(hint))
}

/// The column that is not there, if that is what DataFusion reports.
pub(crate) fn missing_column(error: &DataFusionError) -> Option<&Column> {
    match error {
        DataFusionError::SchemaError(schema, _) => match schema.as_ref() {
            SchemaError::FieldNotFound { field, .. } => Some(field.as_ref()),
            _ => None,
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => missing_column(inner),
        _ => None,
    }
}

/// The error for a table function, such as a misspelt procedure, that is not there.
fn function_not_found(name: &str) -> Error {
    let error = Error::new(ErrorKind::Syntax, format!("no procedure or table function `{name}`"));
    let listed = format!("table functions: {}", function_names().collect::<Vec<_>>().join(", "));
    match (nearest_function(name), nearest_procedure(name)) {
        (Some(near), _) => error.with_hint(format!("did you mean `{near}`?")).with_hint(listed),
        (None, Some(_)) => with_procedures(error, name),
        (None, None) => with_procedures(error, name).with_hint(listed),
    }
}

/// The name in DataFusion's words for a prepared statement that is not there.
fn prepared_name(message: &str) -> Option<&str> {
    message.strip_prefix("Prepared statement '")?.strip_suffix("' does not exist")
}

/// `EXECUTE` of what is neither prepared nor a procedure.
fn not_prepared(message: &str) -> Error {
    let name = prepared_name(message).unwrap_or(message);
    let error = Error::new(ErrorKind::Syntax, format!("no procedure or prepared statement `{name}`"));
    with_procedures(error, name)
}

/// The error with the procedure that was probably meant, and with all of them.
fn with_procedures(error: Error, name: &str) -> Error {
    let error = match nearest_procedure(name) {
        Some(near) => error.with_hint(format!("did you mean `{}`?", near.name)),
        None => error,
    };
    let names: Vec<&str> = PROCEDURES.iter().map(|spec| spec.name).collect();
    error.with_hint(format!("procedures: {}", names.join(", ")))
}

pub(crate) fn table_not_found(name: &str) -> Error {
    let error = Error::new(ErrorKind::TableNotFound, format!("no table `{name}`"));
    if let Some(spec) = pipedrive_schema::procedure(name) {
        return error.with_hint(call_hint(spec));
    }
    if let Some(hint) = function_hint(name) {
        return error.with_hint(hint);
    }
    let (_, table) = name.rsplit_once('.').unwrap_or(("", name));
    let views = views().map(|view| view.name);
    let system = SYSTEM_TABLES.iter().map(|table| table.name);
    match nearest(table, TABLES.iter().map(|t| t.name).chain(views).chain(system)) {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error.with_hint("`\\d` in the shell, or `information_schema.tables`, lists the tables"),
    }
}

/// The table that all fields belong to, if it is one.
fn only_relation(fields: &[Column]) -> Option<&TableReference> {
    let first = fields.first()?.relation.as_ref()?;
    fields.iter().all(|field| field.relation.as_ref() == Some(first)).then_some(first)
}

/// The error for a column that is not there.
fn column_not_found(name: &str, relation: Option<&str>, known: &[&str]) -> Error {
    let place = relation.map(|relation| format!(" in `{relation}`")).unwrap_or_default();
    let error = Error::new(ErrorKind::ColumnNotFound, format!("no column `{name}`{place}"));
    let spelt = known.iter().find(|other| other.eq_ignore_ascii_case(name));
    match spelt.copied().or_else(|| nearest(name, known.iter().copied())) {
        Some(near) if near != near.to_lowercase() => error.with_hint(format!("did you mean `\"{near}\"`, in quotes?")),
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None if known.is_empty() => error,
        None if known.len() <= 20 => error.with_hint(format!("columns: {}", known.join(", "))),
        None => error.with_hint("`\\d table` in the shell lists its columns"),
    }
}

/// The known name most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|k| (strsim::jaro_winkler(&name.to_lowercase(), k), k))
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// The first letter in lower case unless the word is an acronym, and no final dot.
fn lower(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut letters = message.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => message.to_owned(),
    }
}
