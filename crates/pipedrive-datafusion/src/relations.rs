//! Everything a query can name in the schema, with its columns and keys: what descriptions and system tables are made of.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::catalog::TableProvider;
use datafusion::logical_expr::TableType;
use pipedrive_schema::{ColumnAccess, EXTRA_COLUMN, FieldDefinition, TableSpec, ViewDefinition, ViewSpec};

use crate::layout::{TableLayout, arrow_type};
use crate::system::SystemTable;
use crate::write::access;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelationKind {
    /// A table of the account.
    Table(&'static TableSpec),
    /// A view of the account's tables.
    View,
    /// A table about the session.
    System,
    /// What the user made.
    Local(TableType),
}

/// A table or view.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) kind: RelationKind,
    pub(crate) comment: String,
    pub(crate) columns: Vec<RelationColumn>,
    /// Columns that together identify a row; empty where none do.
    pub(crate) key: Vec<String>,
}

/// One of its columns.
#[derive(Clone, Debug)]
pub(crate) struct RelationColumn {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) comment: String,
    /// `(table, column)` it refers to.
    pub(crate) references: Option<(&'static str, &'static str)>,
    /// The custom field it comes from.
    pub(crate) field: Option<FieldDefinition>,
    /// What statements may do with it.
    pub(crate) access: ColumnAccess,
}

impl Relation {
    /// A table of the account.
    pub(crate) fn of_table(layout: &TableLayout) -> Self {
        let columns = layout.columns.iter().map(|column| RelationColumn {
            name: column.name.clone(),
            data_type: arrow_type(column.data_type),
            comment: column.comment.clone(),
            references: column.references,
            field: column.field.clone(),
            access: access(layout, column),
        });
        Self {
            name: layout.spec.name.to_owned(),
            kind: RelationKind::Table(layout.spec),
            comment: layout.spec.comment.to_owned(),
            columns: columns.collect(),
            key: layout.spec.primary_key.into_iter().map(str::to_owned).collect(),
        }
    }

    /// A view.
    pub(crate) fn of_view(view: &ViewSpec) -> Self {
        let columns = view.columns().into_iter().map(|column| RelationColumn {
            access: view.write.map_or(ColumnAccess::READ_ONLY, |write| write.access(&column.name)),
            name: column.name,
            data_type: arrow_type(column.data_type),
            comment: column.comment,
            references: column.references,
            field: None,
        });
        let key = match view.definition {
            ViewDefinition::Items(items) if items.is_keyed() => vec![items.key_name(), "position".to_owned()],
            ViewDefinition::Items(_) | ViewDefinition::Query(_) => Vec::new(),
        };
        Self {
            name: view.name.to_owned(),
            kind: RelationKind::View,
            comment: view.comment.to_owned(),
            columns: columns.collect(),
            key,
        }
    }

    /// A system table.
    pub(crate) fn of_system(table: &SystemTable) -> Self {
        let columns = table.columns.iter().map(|column| RelationColumn {
            name: column.name.to_owned(),
            data_type: arrow_type(column.data_type),
            comment: column.comment.to_owned(),
            references: None,
            field: None,
            access: ColumnAccess::READ_ONLY,
        });
        Self {
            name: table.name.to_owned(),
            kind: RelationKind::System,
            comment: table.comment.to_owned(),
            columns: columns.collect(),
            key: Vec::new(),
        }
    }

    /// A table or view of the user's.
    pub(crate) fn of_local(name: &str, table: &Arc<dyn TableProvider>) -> Self {
        let schema = table.schema();
        let columns = schema.fields().iter().map(|field| RelationColumn {
            name: field.name().clone(),
            data_type: field.data_type().clone(),
            comment: String::new(),
            references: None,
            field: None,
            access: ColumnAccess::READ_ONLY,
        });
        Self {
            name: name.to_owned(),
            kind: RelationKind::Local(table.table_type()),
            comment: String::new(),
            columns: columns.collect(),
            key: Vec::new(),
        }
    }

    /// What information schemas call its kind.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.kind {
            RelationKind::Table(_) => "TABLE",
            RelationKind::View => "VIEW",
            RelationKind::System => "SYSTEM TABLE",
            RelationKind::Local(TableType::View) => "LOCAL VIEW",
            RelationKind::Local(TableType::Base | TableType::Temporary) => "LOCAL TABLE",
        }
    }

    /// Place of a column in the key, from 1.
    pub(crate) fn key_place(&self, column: &str) -> Option<usize> {
        self.key.iter().position(|name| name == column).map(|place| place + 1)
    }
}

impl RelationColumn {
    /// Whether it holds what no other column names.
    pub(crate) fn is_rest(&self) -> bool {
        self.name == EXTRA_COLUMN
    }
}
