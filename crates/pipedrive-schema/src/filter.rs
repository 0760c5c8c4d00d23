//! Filters and sorts the API carries out, with the claim how faithfully it does.

/// Whether the API's answer can be taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    /// Returns exactly the rows for which the SQL predicate is true.
    Exact,
    /// May return more rows, never fewer: the engine checks each row again.
    Inexact,
}

/// The predicate a query parameter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterKind {
    /// `column = value`, one value a request.
    Equals,
    /// `column IN (…)` as a comma-separated list.
    List {
        /// Most values one request takes.
        max: usize,
    },
    /// `column >= value`, whole seconds (v2) or the table's own time format (v1).
    Since,
    /// `column < value`, likewise.
    Until,
    /// `column = value` on an [`Origin::Parameter`](crate::Origin::Parameter) column: only the API
    /// knows which rows it picks.
    Selects,
}

/// One query parameter of a table's list routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterSpec {
    /// Column the SQL predicate names.
    pub column: &'static str,
    /// Query parameter it becomes.
    pub parameter: &'static str,
    /// The predicate.
    pub kind: FilterKind,
    /// Whether the engine must check again.
    pub exactness: Exactness,
    /// Ignored by the API when `filter_id` is present, so not sent beside it.
    pub yields_to_filter_id: bool,
    /// Names of the walks that accept it; empty means all.
    pub walks: &'static [&'static str],
    /// Why no row is lost, in one sentence.
    pub soundness: &'static str,
}

/// An order the API can produce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortSpec {
    /// Column of the SQL `ORDER BY`.
    pub column: &'static str,
    /// Value of `sort_by` (v2) or first word of `sort` (v1).
    pub parameter: &'static str,
    /// Whether the column can be NULL: where the API places NULLs is not documented, so the engine
    /// relies on such an order only when a pushed filter keeps NULLs out.
    pub nullable: bool,
}
