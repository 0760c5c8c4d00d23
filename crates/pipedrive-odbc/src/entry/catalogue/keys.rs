//! Keys: what identifies rows, and what refers to them.

use pipedrive_driver::catalogue::{Name, RowIdentity, Target};

use super::{Passed, answer, described, exact, read, shaped, type_items};
use crate::abi::{Handle, Pointer};
use crate::diag::{Record, state};
use crate::entry::shapes::{self, Item};
use crate::text::Encoding;

/// The table that a function asks of by its names.
fn named(encoding: Encoding, catalog: Passed, schema: Passed, table: Passed) -> Result<Target, Record> {
    Ok(Target {
        catalog: exact(read(encoding, catalog)?),
        schema: exact(read(encoding, schema)?),
        name: exact(read(encoding, table)?),
    })
}

pub(in crate::entry) unsafe fn primary_keys(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
) -> i16 {
    answer(statement, |_, state| {
        let target = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if target.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
        }
        shaped(shapes::PRIMARY_KEYS, &state.engine.catalogue().primary_keys(&target)?, |rows, at| {
            ["catalog", "schema", "table", "column", "key_ordinal", "key_name"].map(|name| rows.item(at, name)).to_vec()
        })
    })
}

pub(in crate::entry) unsafe fn foreign_keys(
    encoding: Encoding,
    statement: Handle,
    pk_catalog: Pointer,
    pk_catalog_length: i16,
    pk_schema: Pointer,
    pk_schema_length: i16,
    pk_table: Pointer,
    pk_table_length: i16,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
) -> i16 {
    /// `SQL_NO_ACTION` and `SQL_NOT_DEFERRABLE`.
    const NO_ACTION: i32 = 3;
    const NOT_DEFERRABLE: i32 = 7;
    answer(statement, |_, state| {
        let referred = named(
            encoding,
            (pk_catalog, pk_catalog_length),
            (pk_schema, pk_schema_length),
            (pk_table, pk_table_length),
        )?;
        let referring = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if referred.name == Name::Any && referring.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of one of the tables is needed"));
        }
        shaped(shapes::FOREIGN_KEYS, &state.engine.catalogue().foreign_keys(&referred, &referring)?, |rows, at| {
            let names =
                ["referred_catalog", "referred_schema", "referred_table", "referred_column", "catalog", "schema"];
            let mut row = names.map(|name| rows.item(at, name)).to_vec();
            row.extend(["table", "column", "key_ordinal"].map(|name| rows.item(at, name)));
            row.extend([Item::Number(NO_ACTION), Item::Number(NO_ACTION)]);
            row.extend(["key_name", "referred_key_name"].map(|name| rows.item(at, name)));
            row.push(Item::Number(NOT_DEFERRABLE));
            row
        })
    })
}

pub(in crate::entry) unsafe fn statistics(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
    unique: u16,
    accuracy: u16,
) -> i16 {
    /// `SQL_INDEX_OTHER`.
    const OTHER: i32 = 3;
    answer(statement, |_, state| {
        if unique > 1 {
            return Err(Record::new(state::INVALID_UNIQUENESS));
        }
        if accuracy > 1 {
            return Err(Record::new(state::INVALID_ACCURACY));
        }
        let target = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if target.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
        }
        shaped(shapes::STATISTICS, &state.engine.catalogue().statistics(&target)?, |rows, at| {
            let mut row = ["catalog", "schema", "table"].map(|name| rows.item(at, name)).to_vec();
            row.push(Item::Number((!rows.is(at, "is_unique")).into()));
            row.extend([Item::Null, rows.item(at, "index_name"), Item::Number(OTHER), rows.item(at, "ordinal")]);
            row.extend([rows.item(at, "column"), Item::text("A"), Item::Null, Item::Null, Item::Null]);
            row
        })
    })
}

pub(in crate::entry) unsafe fn special_columns(
    encoding: Encoding,
    statement: Handle,
    kind: u16,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
    _scope: u16,
    _nullable: u16,
) -> i16 {
    /// `SQL_SCOPE_SESSION` and `SQL_PC_NOT_PSEUDO`.
    const SESSION: i32 = 2;
    const NOT_PSEUDO: i32 = 1;
    answer(statement, |statement, state| {
        let identity = match kind {
            1 => RowIdentity::Row,
            2 => RowIdentity::Version,
            _ => return Err(Record::new(state::INVALID_COLUMN_TYPE)),
        };
        let target = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if target.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
        }
        shaped(shapes::SPECIAL_COLUMNS, &state.engine.catalogue().special_columns(identity, &target)?, |rows, at| {
            let mut row = vec![Item::Number(SESSION), rows.item(at, "name")];
            row.extend(type_items(statement, &described(rows, at)).into_iter().take(5));
            row.push(Item::Number(NOT_PSEUDO));
            row
        })
    })
}
