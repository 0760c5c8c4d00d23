//! A view: rows made from the account's tables, described as data.
//!
//! Most views are exploded lists, one row for each item of a list column; everything about them follows from the
//! table they read. The others are queries.

use crate::{ColumnType, Origin, TableSpec, WriteSpec, table};

/// One view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewSpec {
    /// Name in SQL.
    pub name: &'static str,
    /// What a row is, in one sentence without a final dot.
    pub comment: &'static str,
    /// Where its rows come from.
    pub definition: ViewDefinition,
    /// How its rows are written, where they can be.
    pub write: Option<&'static WriteSpec>,
}

/// Where a view's rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewDefinition {
    /// The items of a list column, or of several columns whose lists belong together item by item.
    Items(ItemsSpec),
    /// The answer to a query.
    Query(QuerySpec),
}

/// An exploded list: a row for each item; lists that are NULL or empty give none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemsSpec {
    /// Table with the list.
    pub table: &'static str,
    /// The list, and those beside it that are equally long.
    pub lists: &'static [ListSpec],
    /// Columns of the table that come along beside the ones a query can narrow by.
    pub beside: &'static [&'static str],
}

/// One list column of a view of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListSpec {
    /// The column.
    pub column: &'static str,
    /// Name for its items where they are plain values; the members of structs keep their own.
    pub item: &'static str,
    /// `(table, column)` the plain values refer to.
    pub references: Option<(&'static str, &'static str)>,
}

/// A view that is a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuerySpec {
    /// Tables it reads.
    pub tables: &'static [&'static str],
    /// The query; its columns are `columns`, in that order.
    pub sql: &'static str,
    /// Its columns.
    pub columns: &'static [QueryColumn],
}

/// A column of a view that is a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryColumn {
    /// Name in SQL.
    pub name: &'static str,
    /// SQL type.
    pub data_type: ColumnType,
    /// `(table, column)` it refers to.
    pub references: Option<(&'static str, &'static str)>,
    /// What it holds.
    pub comment: &'static str,
}

impl QueryColumn {
    /// The same column, referring to `column` of `table`.
    #[must_use]
    pub(crate) const fn references(mut self, table: &'static str, column: &'static str) -> Self {
        self.references = Some((table, column));
        self
    }
}

/// A column of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewColumn {
    /// Name in SQL.
    pub name: String,
    /// SQL type.
    pub data_type: ColumnType,
    /// `(table, column)` it refers to.
    pub references: Option<(&'static str, &'static str)>,
    /// What it holds.
    pub comment: String,
    /// Column of the table of items that it repeats, so that a condition on it is one on that column.
    pub repeats: Option<&'static str>,
}

impl ListSpec {
    /// A list of structs.
    pub(crate) const fn structs(column: &'static str) -> Self {
        Self { column, item: column, references: None }
    }

    /// A list of plain values, each called `item`.
    pub(crate) const fn values(column: &'static str, item: &'static str) -> Self {
        Self { column, item, references: None }
    }

    /// The same list, whose values refer to `column` of `table`.
    #[must_use]
    pub(crate) const fn references(mut self, table: &'static str, column: &'static str) -> Self {
        self.references = Some((table, column));
        self
    }
}

impl ViewSpec {
    /// The tables it reads.
    pub fn tables(&self) -> Vec<&'static str> {
        match self.definition {
            ViewDefinition::Items(items) => vec![items.table],
            ViewDefinition::Query(query) => query.tables.to_vec(),
        }
    }

    /// Whether it shows labels of options, which only the field definitions have.
    pub fn needs_definitions(&self) -> bool {
        let ViewDefinition::Items(items) = self.definition else { return false };
        let origin = |list: &ListSpec| items.spec()?.column(list.column).map(|column| column.origin);
        items.lists.iter().any(|list| matches!(origin(list), Some(Origin::LabelsOf(_))))
    }

    /// Its columns in the order of `SELECT *`.
    pub fn columns(&self) -> Vec<ViewColumn> {
        match self.definition {
            ViewDefinition::Items(items) => items.parts().into_iter().map(|part| part.column).collect(),
            ViewDefinition::Query(query) => query.columns.iter().map(ViewColumn::of_query).collect(),
        }
    }

    /// The query that gives its rows.
    pub fn sql(&self) -> String {
        match self.definition {
            ViewDefinition::Items(items) => items.sql(),
            ViewDefinition::Query(query) => query.sql.to_owned(),
        }
    }
}

impl ViewColumn {
    fn of_query(column: &QueryColumn) -> Self {
        Self {
            name: column.name.to_owned(),
            data_type: column.data_type,
            references: column.references,
            comment: column.comment.to_owned(),
            repeats: None,
        }
    }
}

/// A column of a view of items, and how it is made from the unnested rows.
struct Part {
    column: ViewColumn,
    /// Expression over the columns of the inner query.
    outer: String,
}

impl ItemsSpec {
    /// The table's description; `None` would be a mistake in the data, which a test rules out.
    fn spec(&self) -> Option<&'static TableSpec> {
        table(self.table)
    }

    /// Column of the table that identifies the row with the list.
    pub fn key(&self) -> &'static str {
        self.spec().and_then(|spec| spec.primary_key).unwrap_or("id")
    }

    /// Whether that column identifies the row with the list.
    pub fn is_keyed(&self) -> bool {
        self.spec().is_some_and(|spec| spec.primary_key.is_some())
    }

    /// Name of that column in the view: `person_id` for `persons.id`.
    pub fn key_name(&self) -> String {
        match (self.key(), self.spec()) {
            ("id", Some(spec)) => format!("{}_id", spec.entity.replace(' ', "_")),
            (key, _) => key.to_owned(),
        }
    }

    /// Columns of the table by which a query can narrow what is read.
    fn narrowing(&self) -> Vec<&'static str> {
        let Some(spec) = self.spec() else { return Vec::new() };
        let walk = spec.columns.iter().find(|column| column.origin == Origin::Walk).map(|column| column.name);
        let archived = spec.walks.iter().any(|walk| walk.archived.is_some()).then_some("is_archived");
        let named = spec.parent.map(|parent| parent.column).into_iter().chain(walk);
        let named = named.chain(spec.filters.iter().map(|filter| filter.column));
        let named = named.chain(archived).chain(spec.deleted.map(|deleted| deleted.parameter));
        let mut columns: Vec<&'static str> = Vec::new();
        for name in named.chain(self.beside.iter().copied()) {
            let carried = spec.column(name).is_some_and(|column| column.origin != Origin::Parameter);
            if carried && name != self.key() && !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }

    fn parts(&self) -> Vec<Part> {
        let Some(spec) = self.spec() else { return Vec::new() };
        let entity = spec.entity;
        let key_type = spec.column(self.key()).map_or(ColumnType::Int64, |column| column.data_type);
        let mut parts = vec![
            Part {
                column: ViewColumn {
                    name: self.key_name(),
                    data_type: key_type,
                    references: Some((spec.name, self.key())),
                    comment: format!("{entity} the row belongs to"),
                    repeats: Some(self.key()),
                },
                outer: quoted(self.key()),
            },
            Part {
                column: ViewColumn {
                    name: "position".to_owned(),
                    data_type: ColumnType::Int64,
                    references: None,
                    comment: format!("place in the list of the {entity}, from 1"),
                    repeats: None,
                },
                outer: quoted(POSITION),
            },
        ];
        // Items that repeat the key of their row say nothing new.
        let items = self.lists.iter().flat_map(|list| list.parts(spec));
        parts.extend(items.filter(|part| part.column.name != self.key_name()));
        for name in self.narrowing() {
            let Some(column) = spec.column(name) else { continue };
            // A member of the item means the item, and the same name of the table the row around it.
            let taken = parts.iter().any(|part| part.column.name == name);
            let own = format!("{}_{name}", entity.replace(' ', "_"));
            parts.push(Part {
                column: ViewColumn {
                    name: if taken { own } else { name.to_owned() },
                    data_type: column.data_type,
                    references: column.references,
                    comment: format!("of the {entity}: {}", column.comment),
                    repeats: Some(column.name),
                },
                outer: quoted(name),
            });
        }
        parts
    }

    fn sql(&self) -> String {
        let columns = self.parts().into_iter().map(|part| format!("{} AS {}", part.outer, quoted(&part.column.name)));
        let columns = columns.collect::<Vec<_>>().join(", ");
        let first = self.lists.first().map_or("", |list| list.column);
        let lists = self.lists.iter().map(|list| format!("unnest({}) AS {}", quoted(list.column), list.unnested()));
        let kept = std::iter::once(self.key()).chain(self.narrowing()).map(quoted);
        let inner: Vec<String> = kept.chain(lists).collect();
        format!(
            "SELECT {columns} FROM (SELECT {}, unnest(range(1, CAST(array_length({}) AS BIGINT) + 1)) AS {} FROM {})",
            inner.join(", "),
            quoted(first),
            quoted(POSITION),
            quoted(self.table),
        )
    }
}

/// Name of the position inside the query, which no column of a table has.
const POSITION: &str = "_position";

impl ListSpec {
    /// Name of the item inside the query.
    fn unnested(&self) -> String {
        quoted(&format!("_{}", self.column))
    }

    fn parts(&self, spec: &'static TableSpec) -> Vec<Part> {
        let whole = format!("`{}.{}`", spec.name, self.column);
        let part = |name: &str, data_type, references, comment, outer| Part {
            column: ViewColumn { name: name.to_owned(), data_type, references, comment, repeats: None },
            outer,
        };
        let plain =
            |data_type| vec![part(self.item, data_type, self.references, format!("item of {whole}"), self.unnested())];
        match spec.column(self.column).map(|column| column.data_type) {
            Some(ColumnType::StructList(members)) => {
                let member = |member: &crate::MemberSpec| {
                    let comment = format!("`{}` of the item of {whole}", member.name);
                    let outer = format!("{}['{}']", self.unnested(), member.name);
                    part(member.name, member.data_type, referred(member.name), comment, outer)
                };
                members.iter().map(member).collect()
            }
            Some(ColumnType::Int64List) => plain(ColumnType::Int64),
            Some(ColumnType::TextList) => plain(ColumnType::Text),
            _ => Vec::new(),
        }
    }
}

/// What a member such as `person_id` refers to.
fn referred(member: &str) -> Option<(&'static str, &'static str)> {
    let stem = member.strip_suffix("_id")?.trim_start_matches("linked_");
    let stem = if stem == "org" { "organization" } else { stem };
    let entity = stem.replace('_', " ");
    let table = crate::TABLES.iter().find(|table| table.entity == entity && table.primary_key == Some("id"))?;
    Some((table.name, "id"))
}

/// A name in double quotes, so that words of SQL are names too.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
