//! Tables, their columns, and types.

use pipedrive_driver::catalogue::{TABLE_KINDS, Target};

use super::{answer, described, pattern, read, rest_items, shaped, sought, type_items};
use crate::abi::{Handle, sql_type as sql};
use crate::convert::TYPES;
use crate::entry::column::{verbose, versioned};
use crate::entry::shapes::{self, Item, build};
use crate::text::{Encoding, Passed};

pub(in crate::entry) unsafe fn types(_encoding: Encoding, statement: Handle, wanted: i16) -> i16 {
    answer(statement, |statement, _| {
        let wanted = match wanted {
            sql::DATE_2 => sql::TYPE_DATE,
            sql::TIME_2 => sql::TYPE_TIME,
            sql::TIMESTAMP_2 => sql::TYPE_TIMESTAMP,
            other => other,
        };
        let rows = TYPES.iter().filter(|row| wanted == sql::ALL_TYPES || row.sql_type == wanted);
        let rows: Vec<Vec<Item>> = rows
            .map(|row| {
                let (kind, code) = verbose(row.sql_type);
                let quote = row.quote.map_or(Item::Null, Item::text);
                vec![
                    Item::text(row.name),
                    Item::Number(versioned(statement, row.sql_type).into()),
                    Item::Number(row.size),
                    quote.clone(),
                    quote,
                    row.parameters.map_or(Item::Null, Item::text),
                    Item::Number(sql::NULLABLE.into()),
                    Item::Number(row.is_case_sensitive.into()),
                    Item::Number(row.searchable.into()),
                    Item::number(row.is_unsigned),
                    Item::Number(0),
                    Item::number(row.is_unsigned.map(|_| 0)),
                    Item::text(row.name),
                    Item::number(row.scales.map(|scales| scales.0)),
                    Item::number(row.scales.map(|scales| scales.1)),
                    Item::Number(kind.into()),
                    Item::number(Some(code).filter(|code| *code != 0)),
                    Item::number(row.radix),
                    Item::Null,
                ]
            })
            .collect();
        build(shapes::TYPES, &rows)
    })
}

pub(in crate::entry) unsafe fn tables(statement: Handle, [catalog, schema, table, kinds]: [Passed; 4]) -> i16 {
    answer(statement, |_, state| {
        let catalog = read(catalog)?;
        let schema = read(schema)?;
        let table = read(table)?;
        let kinds = read(kinds)?;
        let source = state.engine.catalogue();
        let none = |text: &Option<String>| text.as_deref() == Some("");
        let all = |text: &Option<String>| text.as_deref() == Some("%");
        // The three questions that are no search: for catalogs, for schemas, for kinds of tables.
        if all(&catalog) && none(&schema) && none(&table) {
            return shaped(shapes::TABLES, &source.catalogs()?, |rows, at| one_of(rows.item(at, "catalog"), 0));
        }
        if all(&schema) && none(&catalog) && none(&table) {
            return shaped(shapes::TABLES, &source.schemas()?, |rows, at| one_of(rows.item(at, "schema"), 1));
        }
        if all(&kinds) && none(&catalog) && none(&schema) && none(&table) {
            let rows: Vec<Vec<Item>> = TABLE_KINDS.iter().map(|kind| one_of(Item::text(*kind), 3)).collect();
            return build(shapes::TABLES, &rows);
        }
        let kinds = wanted_kinds(kinds.as_deref().unwrap_or_default());
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let target =
            Target { catalog: pattern(state, catalog)?, schema: pattern(state, schema)?, name: pattern(state, table)? };
        shaped(shapes::TABLES, &source.tables(&target, &kinds)?, |rows, at| {
            ["catalog", "schema", "name", "kind", "comment"].map(|name| rows.item(at, name)).to_vec()
        })
    })
}

/// A row of the shape of tables in which only one column is not NULL.
fn one_of(item: Item, column: usize) -> Vec<Item> {
    let mut row = vec![Item::Null; shapes::TABLES.len()];
    if let Some(place) = row.get_mut(column) {
        *place = item;
    }
    row
}

/// The kinds of tables of a list such as `'TABLE','VIEW'`; none for all.
fn wanted_kinds(list: &str) -> Vec<String> {
    let kinds = list.split(',').map(|kind| kind.trim().trim_matches('\'').to_uppercase());
    let kinds: Vec<String> = kinds.filter(|kind| !kind.is_empty()).collect();
    if kinds.iter().any(|kind| kind == "%") { Vec::new() } else { kinds }
}

pub(in crate::entry) unsafe fn columns(statement: Handle, [catalog, schema, table, column]: [Passed; 4]) -> i16 {
    answer(statement, |statement, state| {
        let target = sought(state, [catalog, schema, table])?;
        let column = pattern(state, read(column)?)?;
        let batch = state.engine.catalogue().columns(&target, &column)?;
        shaped(shapes::COLUMNS, &batch, |rows, at| {
            let described = described(rows, at);
            let mut row = ["catalog", "schema", "table", "name"].map(|name| rows.item(at, name)).to_vec();
            row.extend(type_items(statement, &described));
            row.extend(rest_items(rows, at, &described));
            row
        })
    })
}
