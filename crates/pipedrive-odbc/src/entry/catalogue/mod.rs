//! Catalogue functions: how arguments are read, and how the driver's answers become results of the standard's shape.

mod keys;
mod procedures;
mod tables;

pub(super) use keys::{foreign_keys, primary_keys, special_columns, statistics};
pub(super) use procedures::{column_privileges, procedure_columns, procedures, table_privileges};
pub(super) use tables::{columns, tables, types};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, TimeUnit};
use pipedrive_driver::catalogue::{Name, Target};

use super::column::{verbose, versioned};
use super::execute::{check_closed, open};
use super::shapes::{Item, Rows, Shape, build};
use crate::abi::{Handle, returns, sql_type as sql};
use crate::convert::{SqlType, column_type, long_text};
use crate::cursor::Cursor;
use crate::diag::{Record, state};
use crate::handle::{Statement, StatementState, enter};
use crate::text::Passed;

fn read(name: Passed) -> Result<Option<String>, Record> {
    // SAFETY: the program's text of that length, as the module of exports says.
    unsafe { name.read() }
}

/// What to search for by catalog, schema and name; the last two may be patterns.
fn sought(state: &StatementState, [catalog, schema, name]: [Passed; 3]) -> Result<Target, Record> {
    Ok(Target {
        catalog: exact(read(catalog)?),
        schema: pattern(state, read(schema)?)?,
        name: pattern(state, read(name)?)?,
    })
}

/// The one table that a function asks of, if its names say one.
fn named([catalog, schema, table]: [Passed; 3]) -> Result<Target, Record> {
    Ok(Target { catalog: exact(read(catalog)?), schema: exact(read(schema)?), name: exact(read(table)?) })
}

/// The one table that a function asks of.
///
/// # Errors
/// HY009 if its names say none.
fn the_one(names: [Passed; 3]) -> Result<Target, Record> {
    let target = named(names)?;
    if target.name == Name::Any {
        return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
    }
    Ok(target)
}

/// A name that may be a pattern; with `SQL_ATTR_METADATA_ID` it is an identifier, which must be there.
fn pattern(state: &StatementState, text: Option<String>) -> Result<Name, Record> {
    if state.attributes.metadata_id == 1 {
        let identifier = text.ok_or_else(|| Record::new(state::NULL_POINTER))?;
        return Ok(Name::Exact(unquoted(&identifier)));
    }
    // No text is any, and so is an empty one: there is nothing without a catalog, a schema or a name.
    Ok(text.filter(|text| !text.is_empty()).map_or(Name::Any, Name::Pattern))
}

/// A name as it stands.
fn exact(text: Option<String>) -> Name {
    text.filter(|text| !text.is_empty()).map_or(Name::Any, |text| Name::Exact(unquoted(&text)))
}

fn unquoted(text: &str) -> String {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(trimmed).to_owned()
}

/// Runs a catalogue function: what it answers becomes the statement's result.
fn answer(statement: Handle, question: impl FnOnce(&Statement, &StatementState) -> Result<RecordBatch, Record>) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let mut state = statement.work(check_closed)?;
        let batch = question(statement, &state)?;
        state.close();
        state.is_prepared = false;
        let cursor = Cursor::here(batch, state.attributes.max_rows);
        open(statement, &mut state, cursor);
        Ok(returns::SUCCESS)
    })
}

/// Rows of the shape, one for each of the driver's.
fn shaped(shape: Shape, batch: &RecordBatch, row: impl Fn(&Rows, usize) -> Vec<Item>) -> Result<RecordBatch, Record> {
    let rows = Rows::new(batch)?;
    let items: Vec<Vec<Item>> = (0..rows.count).map(|at| row(&rows, at)).collect();
    build(shape, &items)
}

/// The type of a column that the driver describes.
fn described(rows: &Rows, at: usize) -> SqlType {
    if rows.is(at, "is_list") {
        return long_text();
    }
    let Item::Text(type_name) = rows.item(at, "type_name") else { return SqlType::text(0) };
    let digits = |column: &str, most: i32| match rows.item(at, column) {
        Item::Number(number) => number.clamp(0, most),
        _ => most,
    };
    let column = if let Item::Text(column) = rows.item(at, "name") { column } else { String::new() };
    let arrow = match type_name.as_str() {
        "BIGINT" => DataType::Int64,
        "BOOLEAN" => DataType::Boolean,
        "DATE" => DataType::Date32,
        "DECIMAL" => DataType::Decimal128(
            u8::try_from(digits("column_size", 38)).unwrap_or(38),
            i8::try_from(digits("decimal_digits", 38)).unwrap_or(0),
        ),
        "DOUBLE" => DataType::Float64,
        "INTEGER" => DataType::Int32,
        "TIME" => DataType::Time64(TimeUnit::Microsecond),
        "TIMESTAMP" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "VARBINARY" => DataType::Binary,
        _ => DataType::Utf8,
    };
    column_type(&column, &arrow)
}

/// `DATA_TYPE` to `NUM_PREC_RADIX`, which several results share.
fn type_items(statement: &Statement, described: &SqlType) -> Vec<Item> {
    let is_number = described.row().is_some_and(|row| row.radix.is_some());
    let has_digits = is_number || described.number == sql::TYPE_TIMESTAMP || described.number == sql::TYPE_TIME;
    vec![
        Item::Number(versioned(statement, described.number).into()),
        Item::text(described.name()),
        Item::size(described.size),
        Item::size(described.octets),
        Item::number(Some(described.digits).filter(|_| has_digits)),
        Item::number(Some(10).filter(|_| is_number)),
    ]
}

/// `NULLABLE` to `IS_NULLABLE`, which the columns of tables and of procedures share.
fn rest_items(rows: &Rows, at: usize, described: &SqlType) -> Vec<Item> {
    let (kind, code) = verbose(described.number);
    let is_text = described.row().is_some_and(|row| row.quote.is_some()) && code == 0;
    let is_nullable = rows.is(at, "is_nullable");
    vec![
        Item::Number(is_nullable.into()),
        rows.item(at, "comment"),
        Item::Null,
        Item::Number(kind.into()),
        Item::number(Some(code).filter(|code| *code != 0)),
        if is_text { Item::size(described.octets) } else { Item::Null },
        rows.item(at, "ordinal"),
        Item::text(if is_nullable { "YES" } else { "NO" }),
    ]
}
