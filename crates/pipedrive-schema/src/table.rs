//! A table: its columns, the walks that list its rows, and what the API can do for a query.

use crate::{ColumnSpec, FilterSpec, RouteSpec, SortSpec};

/// One list route among those that together hold a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkSpec {
    /// `active` or `archived` where the API splits a table, else `all`.
    pub name: &'static str,
    /// The list route.
    pub route: RouteSpec,
    /// What `is_archived` is for every row of this walk, where the API splits.
    pub archived: Option<bool>,
    /// Parameters every request of the walk carries, such as a stable `sort` on v1.
    pub fixed: &'static [(&'static str, &'static str)],
}

/// How a table's recently deleted rows are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeletedSpec {
    /// Column and parameter that carry the status.
    pub parameter: &'static str,
    /// Its value for deleted rows.
    pub deleted: &'static str,
    /// All values, deleted included, which together list every row.
    pub everything: &'static [&'static str],
}

/// How custom field values stand in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomShape {
    /// v2: `custom_fields: {hash: value or object}`.
    Nested,
    /// v1: `hash`, `hash_currency`, … beside the built-in members.
    Flat,
}

/// A table's custom fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomFieldsSpec {
    /// Route that lists the field definitions.
    pub fields: RouteSpec,
    /// How values stand in a row.
    pub shape: CustomShape,
    /// Most hashes the `custom_fields` parameter takes; 0 where the routes have no such parameter.
    pub max_narrowed: usize,
    /// Whether the single-record route takes that parameter too.
    pub narrows_single: bool,
}

/// One table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSpec {
    /// Name in SQL.
    pub name: &'static str,
    /// One row's name in messages: `deal`.
    pub entity: &'static str,
    /// What the table holds, in one sentence.
    pub comment: &'static str,
    /// Built-in columns in the order of `SELECT *`; custom ones and `_extra` follow.
    pub columns: &'static [ColumnSpec],
    /// Column that identifies a row, if one does.
    pub primary_key: Option<&'static str>,
    /// List routes; a full scan reads all of them in this order.
    pub walks: &'static [WalkSpec],
    /// `GET …/{id}` of one row by primary key.
    pub single: Option<RouteSpec>,
    /// Filters of the list routes.
    pub filters: &'static [FilterSpec],
    /// Sorts of the list routes.
    pub sorts: &'static [SortSpec],
    /// Custom fields, if the table has them.
    pub custom_fields: Option<CustomFieldsSpec>,
    /// How deleted rows are listed, if they can be.
    pub deleted: Option<DeletedSpec>,
    /// Guess at the number of rows while nothing better is known.
    pub typical_rows: usize,
    /// Boolean columns that are true in every row a list shows; the single-record route also answers with
    /// deleted records, in which one of them is false.
    pub listed_while: &'static [&'static str],
    /// Members of a row that are deliberately no columns, because another column or table holds them.
    pub ignored: &'static [&'static str],
}

impl TableSpec {
    /// The built-in column of that name.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The walk of that name.
    pub fn walk(&self, name: &str) -> Option<&'static WalkSpec> {
        self.walks.iter().find(|w| w.name == name)
    }
}
