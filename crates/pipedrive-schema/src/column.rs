//! Columns: where a value stands in the API's JSON and what SQL type it becomes.

/// The SQL type of a column. Everything is nullable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// 64-bit integer: ids, counts, option ids.
    Int64,
    /// 64-bit float: money and other numbers, as the API sends them.
    Float64,
    /// `true` or `false`; v1 also sends `1` and `0`.
    Boolean,
    /// UTF-8 text.
    Text,
    /// Calendar date without a time zone.
    Date,
    /// Time of day, to the microsecond.
    Time,
    /// Instant in UTC, to the microsecond.
    Timestamp,
    /// JSON text of a value whose shape the table does not fix.
    Json,
    /// List of integers.
    Int64List,
    /// List of texts.
    TextList,
    /// List of structs with the given members.
    StructList(&'static [MemberSpec]),
}

/// One member of the structs in a [`ColumnType::StructList`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberSpec {
    /// Name in the JSON and in SQL.
    pub name: &'static str,
    /// A scalar type.
    pub data_type: ColumnType,
}

/// Where a column's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In every answer, at this path of member names.
    Member(&'static [&'static str]),
    /// Top-level member that the API only sends when `include_fields` names it.
    Optional(&'static str),
    /// The `value` of the entry marked `primary` in that list column, else of its first entry.
    PrimaryOf(&'static str),
    /// The labels of the option ids in that list column, from the field definitions.
    LabelsOf(&'static str),
    /// Not in the answer: the value the query compared it with, which goes out as a parameter.
    Parameter,
    /// Not in the answer: the key of the [parent](crate::ParentSpec) the request asked for.
    Parent,
    /// Not in the answer: the name of the [walk](crate::WalkSpec) that gave the row.
    Walk,
}

/// One built-in column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Name in SQL.
    pub name: &'static str,
    /// SQL type.
    pub data_type: ColumnType,
    /// Where the value comes from.
    pub origin: Origin,
    /// `(table, column)` this one refers to.
    pub references: Option<(&'static str, &'static str)>,
    /// Belongs to an add-on: may only be asked for where the account's field definitions list it.
    pub add_on: bool,
    /// What the column holds, in one sentence.
    pub comment: &'static str,
}

impl ColumnSpec {
    /// A column that is a top-level member of the same name.
    pub const fn member(
        name: &'static str,
        data_type: ColumnType,
        path: &'static [&'static str],
        comment: &'static str,
    ) -> Self {
        Self { name, data_type, origin: Origin::Member(path), references: None, add_on: false, comment }
    }

    /// A column that comes only when `include_fields` asks for it under its own name.
    pub const fn optional(name: &'static str, data_type: ColumnType, comment: &'static str) -> Self {
        Self { name, data_type, origin: Origin::Optional(name), references: None, add_on: false, comment }
    }

    /// A column that exists for filtering and echoes the value it was compared with.
    pub const fn parameter(name: &'static str, data_type: ColumnType, comment: &'static str) -> Self {
        Self { name, data_type, origin: Origin::Parameter, references: None, add_on: false, comment }
    }

    /// A column with the key of the parent, which no row repeats.
    pub const fn parent(name: &'static str, data_type: ColumnType, comment: &'static str) -> Self {
        Self { name, data_type, origin: Origin::Parent, references: None, add_on: false, comment }
    }

    /// A column with the name of the walk that gave the row.
    pub const fn walk(name: &'static str, comment: &'static str) -> Self {
        Self { name, data_type: ColumnType::Text, origin: Origin::Walk, references: None, add_on: false, comment }
    }

    /// The same column, referring to `column` of `table`.
    #[must_use]
    pub const fn references(mut self, table: &'static str, column: &'static str) -> Self {
        self.references = Some((table, column));
        self
    }

    /// The same column, as part of an add-on.
    #[must_use]
    pub const fn of_add_on(mut self) -> Self {
        self.add_on = true;
        self
    }

    /// The same column with another origin.
    #[must_use]
    pub const fn from_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}
