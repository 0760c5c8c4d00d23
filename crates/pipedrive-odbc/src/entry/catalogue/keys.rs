//! Keys: what identifies rows, and what refers to them.

use pipedrive_driver::catalogue::{Name, RowIdentity};

use super::{answer, described, named, shaped, the_one, type_items};
use crate::abi::Handle;
use crate::diag::{Record, state};
use crate::entry::shapes::{self, Item};
use crate::text::Passed;

pub(in crate::entry) unsafe fn primary_keys(statement: Handle, names: [Passed; 3]) -> i16 {
    answer(statement, |_, state| {
        let target = the_one(names)?;
        shaped(shapes::PRIMARY_KEYS, &state.engine.catalogue().primary_keys(&target)?, |rows, at| {
            ["catalog", "schema", "table", "column", "key_ordinal", "key_name"].map(|name| rows.item(at, name)).to_vec()
        })
    })
}

pub(in crate::entry) unsafe fn foreign_keys(
    statement: Handle,
    [pk_catalog, pk_schema, pk_table, catalog, schema, table]: [Passed; 6],
) -> i16 {
    /// `SQL_NO_ACTION` and `SQL_NOT_DEFERRABLE`.
    const NO_ACTION: i32 = 3;
    const NOT_DEFERRABLE: i32 = 7;
    answer(statement, |_, state| {
        let referred = named([pk_catalog, pk_schema, pk_table])?;
        let referring = named([catalog, schema, table])?;
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

pub(in crate::entry) unsafe fn statistics(statement: Handle, names: [Passed; 3], unique: u16, accuracy: u16) -> i16 {
    /// `SQL_INDEX_OTHER`.
    const OTHER: i32 = 3;
    answer(statement, |_, state| {
        if unique > 1 {
            return Err(Record::new(state::INVALID_UNIQUENESS));
        }
        if accuracy > 1 {
            return Err(Record::new(state::INVALID_ACCURACY));
        }
        let target = the_one(names)?;
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
    statement: Handle,
    kind: u16,
    names: [Passed; 3],
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
        let target = the_one(names)?;
        shaped(shapes::SPECIAL_COLUMNS, &state.engine.catalogue().special_columns(identity, &target)?, |rows, at| {
            let mut row = vec![Item::Number(SESSION), rows.item(at, "name")];
            row.extend(type_items(statement, &described(rows, at)).into_iter().take(5));
            row.push(Item::Number(NOT_PSEUDO));
            row
        })
    })
}
