//! The table a statement writes to: what its columns are called there, and which column a name means.

use datafusion::sql::sqlparser::ast::{Expr, Ident, ObjectName, TableFactor};
use pipedrive_client::ErrorKind;

use super::Names;
use crate::catalog::{CATALOG, SCHEMA};
use crate::error::Error;
use crate::translate::nearest;
use crate::write::columns::row_columns;
use crate::write::draft::{Kind, writable};

/// The table written to, as a relation of the query that gives the rows.
pub(super) struct Target {
    pub(super) relation: TableFactor,
    qualifier: Vec<Ident>,
}

impl Target {
    /// The relation by its whole name, so that neither a WITH nor another default schema can put other rows in its place.
    ///
    /// # Errors
    /// If it is more than a table and perhaps an alias. DataFusion passes over what else may stand there, such as a
    /// TABLESAMPLE, so that more rows would be written than were meant.
    pub(super) fn new(relation: TableFactor) -> Result<Self, Error> {
        let mut relation = relation;
        let TableFactor::Table {
            name,
            alias,
            args: None,
            with_hints,
            version: None,
            with_ordinality: false,
            partitions,
            json_path: None,
            sample: None,
            index_hints,
        } = &mut relation
        else {
            return Err(more_than_a_table());
        };
        if !(with_hints.is_empty() && partitions.is_empty() && index_hints.is_empty()) {
            return Err(more_than_a_table());
        }
        let qualifier = match alias {
            Some(alias) if !alias.columns.is_empty() => {
                return Err(Error::new(ErrorKind::Unsupported, "the table written to takes no names for its columns"));
            }
            Some(alias) => vec![alias.name.clone()],
            None => name.0.iter().filter_map(|part| part.as_ident().cloned()).collect(),
        };
        if let Some(table) = name.0.last().and_then(|part| part.as_ident()).map(folded) {
            *name = ObjectName::from(vec![quoted(CATALOG), quoted(SCHEMA), quoted(&table)]);
        }
        Ok(Self { relation, qualifier })
    }

    /// A column of the row as it stands.
    pub(super) fn column(&self, name: &str) -> Expr {
        let mut parts = self.qualifier.clone();
        parts.push(quoted(name));
        Expr::CompoundIdentifier(parts)
    }

    /// The name of the column of this table that an expression is, where it has the table in front.
    pub(super) fn named_column(&self, expr: &Expr) -> Option<String> {
        let Expr::CompoundIdentifier(parts) = expr else { return None };
        let (column, before) = parts.split_last()?;
        (!before.is_empty() && self.is_named_by(before)).then(|| folded(column))
    }

    /// Whether names before a column's name mean this table.
    fn is_named_by(&self, parts: &[Ident]) -> bool {
        let same = |(a, b): (&Ident, &Ident)| folded(a) == folded(b);
        parts.len() <= self.qualifier.len() && self.qualifier.iter().rev().zip(parts.iter().rev()).all(same)
    }
}

fn more_than_a_table() -> Error {
    Error::new(ErrorKind::Unsupported, "only a table, perhaps with an alias, can be written to; nothing was sent")
        .with_hint("say with WHERE or LIMIT which rows are meant")
}

impl Names<'_> {
    /// The place of the column that a statement sets, which may be named with its table in front.
    ///
    /// # Errors
    /// If the table has no such column.
    pub(super) fn place(&self, name: &ObjectName, target: Option<&Target>) -> Result<usize, Error> {
        let parts: Vec<Ident> = name.0.iter().filter_map(|part| part.as_ident().cloned()).collect();
        let Some((column, before)) = parts.split_last() else { return Err(self.unknown(&name.to_string())) };
        let in_front = before.is_empty() || target.is_some_and(|target| target.is_named_by(before));
        if !in_front || parts.len() != name.0.len() {
            return Err(self.unknown(&name.to_string()));
        }
        self.named(&folded(column))
    }

    /// The place of a column by its name, or by the key of its custom field.
    ///
    /// # Errors
    /// If the table has no such column.
    pub(super) fn named(&self, name: &str) -> Result<usize, Error> {
        let by_key = || self.by_key.get(name).and_then(|column| self.layout.index_of(column));
        self.layout.index_of(name).or_else(by_key).ok_or_else(|| self.unknown(name))
    }

    /// The columns of the row as it stands that an action needs.
    ///
    /// # Errors
    /// If the table cannot be written.
    pub(super) fn layout_row(&self, kind: Kind, set: &[usize]) -> Result<Vec<usize>, Error> {
        Ok(row_columns(self.layout, writable(self.layout)?, kind, set))
    }

    /// A column that no row has NULL in.
    ///
    /// # Errors
    /// If rows have no key.
    pub(super) fn row_key(&self) -> Result<&'static str, Error> {
        let spec = self.layout.spec;
        let of_route = || {
            let write = spec.write?;
            write.update.and_then(|update| update.route.keys.last().copied())
        };
        spec.primary_key.or_else(of_route).ok_or_else(|| {
            let message = format!("`MERGE` needs a key of `{}`, and the API gives none", spec.name);
            Error::new(ErrorKind::Unsupported, message)
        })
    }

    fn unknown(&self, name: &str) -> Error {
        let table = self.layout.spec.name;
        let error = Error::new(ErrorKind::ColumnNotFound, format!("no column `{name}` in `{table}`"));
        match nearest(name, self.layout.columns.iter().map(|column| column.name.as_str())) {
            Some(near) => error.with_hint(format!("did you mean `{near}`?")),
            None => error.with_hint(format!("`\\d {table}` in the shell lists its columns")),
        }
    }
}

/// A name as SQL folds it.
pub(super) fn folded(ident: &Ident) -> String {
    if ident.quote_style.is_none() { ident.value.to_lowercase() } else { ident.value.clone() }
}

/// A name that is not folded.
pub(super) fn quoted(name: &str) -> Ident {
    Ident::with_quote('"', name)
}
