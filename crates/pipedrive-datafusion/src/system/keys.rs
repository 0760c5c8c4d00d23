//! `sys_keycolumns`, `sys_primarykeys`, `sys_foreignkeys`, `sys_indexes`: what identifies rows and what refers to them.

use super::names::{CATALOG_NAME, SCHEMA_NAME, TABLE_NAME, place};
use super::{Row, Source, SystemColumn, SystemTable, count, flag, is, number, perhaps, text, words};
use crate::relations::{Relation, RelationColumn};

const COLUMN_NAME: SystemColumn = text("columnname", "column");
const PRIMARY_KEY_NAME: SystemColumn = text("primarykeyname", "name of the primary key");
const FOREIGN_KEY_NAME: SystemColumn = text("foreignkeyname", "name of the reference");
const REFERENCED_CATALOG: SystemColumn = text("referencedcatalogname", "catalog of the table referred to");
const REFERENCED_SCHEMA: SystemColumn = text("referencedschemaname", "schema of the table referred to");
const REFERENCED_TABLE: SystemColumn = text("referencedtablename", "table referred to");
const REFERENCED_COLUMN: SystemColumn = text("referencedcolumnname", "column referred to");

/// `sys_keycolumns`.
///
/// # API cost
/// As `sys_tablecolumns`: a custom field can refer to a table.
pub(super) static SYS_KEYCOLUMNS: SystemTable = SystemTable {
    name: "sys_keycolumns",
    comment: "columns that identify rows or refer to others",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        TABLE_NAME,
        COLUMN_NAME,
        flag("iskey", "whether it belongs to the primary key"),
        flag("isforeignkey", "whether it refers to another table"),
        PRIMARY_KEY_NAME,
        FOREIGN_KEY_NAME,
        REFERENCED_CATALOG,
        REFERENCED_SCHEMA,
        REFERENCED_TABLE,
        REFERENCED_COLUMN,
    ],
    source: Source::Columns { named_by: "tablename", rows: |relations| rows_of(relations, key_column) },
};

/// `sys_primarykeys`.
pub(super) static SYS_PRIMARYKEYS: SystemTable = SystemTable {
    name: "sys_primarykeys",
    comment: "columns that identify rows",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        TABLE_NAME,
        COLUMN_NAME,
        number("keyseq", "place in the key, from 1"),
        text("keyname", "name of the key"),
    ],
    source: Source::Relations(|relations| rows_of(relations, primary_key)),
};

/// `sys_foreignkeys`.
///
/// # API cost
/// As `sys_tablecolumns`: a custom field can refer to a table.
pub(super) static SYS_FOREIGNKEYS: SystemTable = SystemTable {
    name: "sys_foreignkeys",
    comment: "columns that refer to other tables",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        TABLE_NAME,
        COLUMN_NAME,
        PRIMARY_KEY_NAME,
        FOREIGN_KEY_NAME,
        REFERENCED_CATALOG,
        REFERENCED_SCHEMA,
        REFERENCED_TABLE,
        REFERENCED_COLUMN,
        text("foreignkeytype", "always `REFERENCE`: Pipedrive keeps them, and nothing is deleted along"),
    ],
    source: Source::Columns { named_by: "tablename", rows: |relations| rows_of(relations, foreign_key) },
};

/// `sys_indexes`, which has no rows: the API's filters are no indexes that a tool could use.
pub(super) static SYS_INDEXES: SystemTable = SystemTable {
    name: "sys_indexes",
    comment: "indexes; there are none",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        TABLE_NAME,
        text("indexname", "index"),
        COLUMN_NAME,
        flag("isunique", "whether its values differ"),
        flag("isprimary", "whether it is that of the primary key"),
        text("type", "kind of index"),
        text("sortorder", "`A` or `D`"),
        number("ordinalposition", "place in the index"),
    ],
    source: Source::Session(|_| Vec::new()),
};

fn rows_of(relations: &[Relation], row: fn(&Relation, &RelationColumn) -> Option<Row>) -> Vec<Row> {
    let each = |relation: &Relation| relation.columns.iter().filter_map(|c| row(relation, c)).collect::<Vec<_>>();
    relations.iter().flat_map(each).collect()
}

fn start(relation: &Relation, column: &RelationColumn) -> Row {
    let mut row = place().to_vec();
    row.extend([words(&relation.name), words(&column.name)]);
    row
}

fn primary_key_name(relation: &Relation, column: &RelationColumn) -> Option<String> {
    relation.key_place(&column.name).map(|_| format!("pk_{}", relation.name))
}

fn foreign_key_name(relation: &Relation, column: &RelationColumn) -> Option<String> {
    column.references.map(|_| format!("fk_{}_{}", relation.name, column.name))
}

/// Catalog, schema, table and column that a column refers to.
fn referred(column: &RelationColumn) -> Row {
    match column.references {
        Some((table, referred)) => place().into_iter().chain([words(table), words(referred)]).collect(),
        None => vec![perhaps(None::<&str>); 4],
    }
}

fn key_column(relation: &Relation, column: &RelationColumn) -> Option<Row> {
    let (primary, foreign) = (primary_key_name(relation, column), foreign_key_name(relation, column));
    if primary.is_none() && foreign.is_none() {
        return None;
    }
    let mut row = start(relation, column);
    row.extend([is(primary.is_some()), is(foreign.is_some()), perhaps(primary), perhaps(foreign)]);
    row.extend(referred(column));
    Some(row)
}

fn primary_key(relation: &Relation, column: &RelationColumn) -> Option<Row> {
    let name = primary_key_name(relation, column)?;
    let mut row = start(relation, column);
    row.extend([count(relation.key_place(&column.name)?), words(name)]);
    Some(row)
}

fn foreign_key(relation: &Relation, column: &RelationColumn) -> Option<Row> {
    let name = foreign_key_name(relation, column)?;
    let mut row = start(relation, column);
    row.extend([perhaps(primary_key_name(relation, column)), words(name)]);
    row.extend(referred(column));
    row.push(words("REFERENCE"));
    Some(row)
}
