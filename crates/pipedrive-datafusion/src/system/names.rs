//! `sys_catalogs`, `sys_schemas`, `sys_tables`: the names queries can use.

use super::{Row, Source, SystemColumn, SystemTable, flag, is, text, words};
use crate::catalog::{CATALOG, SCHEMA};
use crate::relations::Relation;

pub(super) const CATALOG_NAME: SystemColumn = text("catalogname", "catalog");
pub(super) const SCHEMA_NAME: SystemColumn = text("schemaname", "schema");
pub(super) const TABLE_NAME: SystemColumn = text("tablename", "table or view");

/// `sys_catalogs`.
pub(super) static SYS_CATALOGS: SystemTable = SystemTable {
    name: "sys_catalogs",
    comment: "catalogs of the session",
    columns: &[CATALOG_NAME],
    source: Source::Session(|_| vec![vec![words(CATALOG)]]),
};

/// `sys_schemas`.
pub(super) static SYS_SCHEMAS: SystemTable = SystemTable {
    name: "sys_schemas",
    comment: "schemas of the session",
    columns: &[CATALOG_NAME, SCHEMA_NAME],
    source: Source::Session(|_| vec![place().to_vec()]),
};

/// `sys_tables`.
pub(super) static SYS_TABLES: SystemTable = SystemTable {
    name: "sys_tables",
    comment: "tables and views",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        TABLE_NAME,
        text("tabletype", "`TABLE`, `VIEW`, `SYSTEM TABLE`, `LOCAL TABLE` or `LOCAL VIEW`"),
        text("description", "what it holds"),
        flag("isupdateable", "whether its rows can be changed with SQL"),
    ],
    source: Source::Relations(tables),
};

/// Catalog and schema, with which most rows begin.
pub(super) fn place() -> [datafusion::common::ScalarValue; 2] {
    [words(CATALOG), words(SCHEMA)]
}

fn tables(relations: &[Relation]) -> Vec<Row> {
    let row = |relation: &Relation| {
        let mut row = place().to_vec();
        // Local tables take INSERT, but no UPDATE or DELETE.
        row.extend([words(&relation.name), words(relation.type_name()), words(&relation.comment), is(false)]);
        row
    };
    relations.iter().map(row).collect()
}
