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
    /// `column >= value`, sent as RFC 3339 in UTC with whole seconds (v2 rejects fractions), so the bound is
    /// rounded down.
    Since,
    /// `column < value`, likewise, rounded up.
    Until,
    /// `column = value` on an [`Origin::Parameter`](crate::Origin::Parameter) column: only the API
    /// knows which rows it picks.
    Selects,
}

/// Values of a parameter that part a list: as long as nothing changes, every row of the list comes with exactly one of
/// them and no further row comes with any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedSet {
    /// The values as they are sent.
    pub values: &'static [&'static str],
    /// Why there are no others, in one sentence.
    pub soundness: &'static str,
}

/// One query parameter of a table's list routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterSpec {
    /// Column the SQL predicate names.
    pub column: &'static str,
    /// Query parameter it becomes, or the placeholder of the path: `{id}`.
    pub parameter: &'static str,
    /// The predicate.
    pub kind: FilterKind,
    /// Whether the engine must check again.
    pub exactness: Exactness,
    /// Ignored by the API when `filter_id` is present, so not sent beside it.
    pub yields_to_filter_id: bool,
    /// Names of the walks that accept it; empty means all.
    pub walks: &'static [&'static str],
    /// Values the API knows; empty means any value of the column's type. No row holds another value, and
    /// the API answers one with an error, so it must not be sent.
    pub accepts: &'static [&'static str],
    /// Whether the API refuses a request without it.
    pub required: bool,
    /// Values that part a list: each row comes with exactly one of them.
    pub closed: Option<ClosedSet>,
    /// Why no row is lost, in one sentence.
    pub soundness: &'static str,
}

impl FilterSpec {
    /// A parameter of the column's own name, sent beside `filter_id` and on all walks.
    const fn of(column: &'static str, kind: FilterKind, exactness: Exactness, soundness: &'static str) -> Self {
        Self {
            column,
            parameter: column,
            kind,
            exactness,
            yields_to_filter_id: false,
            walks: &[],
            accepts: &[],
            required: false,
            closed: None,
            soundness,
        }
    }

    /// `column = value`, carried out by the API to the letter.
    pub const fn exact(column: &'static str, soundness: &'static str) -> Self {
        Self::of(column, FilterKind::Equals, Exactness::Exact, soundness)
    }

    /// `column = value`, where the API may return more than the rows asked for.
    pub const fn inexact(column: &'static str, soundness: &'static str) -> Self {
        Self::of(column, FilterKind::Equals, Exactness::Inexact, soundness)
    }

    /// `column IN (…)` of at most `max` values, carried out to the letter.
    pub const fn list(column: &'static str, max: usize, soundness: &'static str) -> Self {
        Self::of(column, FilterKind::List { max }, Exactness::Exact, soundness)
    }

    /// `column >= value` in whole seconds.
    pub const fn since(column: &'static str, parameter: &'static str, soundness: &'static str) -> Self {
        Self::of(column, FilterKind::Since, Exactness::Inexact, soundness).sent_as(parameter)
    }

    /// `column < value` in whole seconds.
    pub const fn until(column: &'static str, parameter: &'static str, soundness: &'static str) -> Self {
        Self::of(column, FilterKind::Until, Exactness::Inexact, soundness).sent_as(parameter)
    }

    /// `column = value` on a column that only stands for the parameter.
    ///
    /// It counts as exact because no row carries a value that could be compared again.
    pub const fn selects(column: &'static str, soundness: &'static str) -> Self {
        Self::of(column, FilterKind::Selects, Exactness::Exact, soundness)
    }

    /// The same filter, without which the API refuses a request.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same filter under another parameter name; `{id}` is the place in the path.
    #[must_use]
    pub const fn sent_as(mut self, parameter: &'static str) -> Self {
        self.parameter = parameter;
        self
    }

    /// The same filter, left out when `filter_id` is sent.
    #[must_use]
    pub const fn yielding(mut self) -> Self {
        self.yields_to_filter_id = true;
        self
    }

    /// The same filter, on these walks only.
    #[must_use]
    pub const fn only_on(mut self, walks: &'static [&'static str]) -> Self {
        self.walks = walks;
        self
    }

    /// The same filter, whose `values` part the list.
    #[must_use]
    pub const fn parting(mut self, values: &'static [&'static str], soundness: &'static str) -> Self {
        self.closed = Some(ClosedSet { values, soundness });
        self
    }

    /// The same filter, for these values only.
    #[must_use]
    pub const fn accepting(mut self, values: &'static [&'static str]) -> Self {
        self.accepts = values;
        self
    }
}

/// An order the API can produce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortSpec {
    /// Column of the SQL `ORDER BY`.
    pub column: &'static str,
    /// Value of `sort_by` (v2) or first word of `sort` (v1).
    pub parameter: &'static str,
    /// Whether the column can be NULL, and in which rows.
    pub nulls: Nulls,
    /// Whether a row's place moves when the record changes: a list of several pages in this order misses rows that
    /// jump over its cursor.
    pub moves: bool,
}

/// Which rows have no value in a column that lists are ordered by. Where the API places them is not documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// None.
    Never,
    /// None but those of old records: whatever is created or changed today has one and keeps it, so that rows once
    /// found to be all with a value stay so.
    Old,
    /// Any row.
    Any,
}

impl SortSpec {
    /// An order by a column that always holds a value.
    pub const fn by(column: &'static str) -> Self {
        Self { column, parameter: column, nulls: Nulls::Never, moves: false }
    }

    /// An order by a column that can be NULL.
    pub const fn by_nullable(column: &'static str) -> Self {
        Self { column, parameter: column, nulls: Nulls::Any, moves: true }
    }

    /// An order by the time of the last change, which old records may lack.
    pub const fn by_change(column: &'static str) -> Self {
        Self { column, parameter: column, nulls: Nulls::Old, moves: true }
    }
}
