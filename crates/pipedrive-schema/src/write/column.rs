//! Columns that can be written: where their values stand in a body, and in which form.

/// How the value of one column goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteColumnSpec {
    /// Column of the table.
    pub column: &'static str,
    /// Path of the member in the body.
    pub path: &'static [&'static str],
    /// How the value is written.
    pub form: WriteForm,
    /// Which statements can set it.
    pub on: WriteOn,
    /// The values the API takes, as text; empty where any of the type will do.
    pub values: &'static [&'static str],
    /// What an UPDATE to NULL sends. An INSERT sends nothing for a NULL.
    pub null: NullForm,
    /// How much of its member the column is.
    pub extent: Extent,
    /// Columns the API wants beside this one: an UPDATE sends them along, from the row as it stands where the statement
    /// does not set them, and an INSERT that gives this one must give them.
    pub along: &'static [&'static str],
}

/// How a value is written as JSON. In a [form](crate::WriteBody::Form) it is the text of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteForm {
    /// As JSON has the column's type: a number, text, `true` or `false`, a list; a date as `YYYY-MM-DD`, a time of day as
    /// `HH:MM:SS`, an instant as RFC 3339 in UTC ending in `Z`; a struct as an object of its members that are not NULL; the
    /// text of a JSON column as the value it spells.
    Plain,
    /// A boolean as the number 1 or 0.
    Flag,
    /// An instant as `YYYY-MM-DD HH:MM:SS` in UTC.
    SpacedInstant,
    /// A number as text.
    Digits,
    /// A text of digits as the number.
    Number,
    /// A list of structs as objects of these members only, as far as they are not NULL.
    Members(&'static [&'static str]),
    /// The `value` of the entry marked `primary` in that list column: an UPDATE replaces it, or marks an entry that has
    /// the value, and sends the other entries as they stand, no longer primary. NULL leaves only those. An
    /// INSERT sends the one entry. A statement gives this column or the list, not both.
    PrimaryOf(&'static str),
    /// Labels of options, sent as what that list column holds: their ids, from the definition of the field of that name. A
    /// statement gives this column or the list, not both.
    LabelsOf(&'static str),
    /// A text that is the label or the id of an option of the built-in field of this name, sent as the id's number.
    OptionOf(&'static str),
    /// As [`PrimaryOf`](Self::PrimaryOf), for the `person_id` of that list of structs with `person_id` and `primary`.
    PrimaryPersonOf(&'static str),
}

/// Which statements can set a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteOn {
    /// INSERT and UPDATE.
    Both,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// None: it only tells a request's rows apart, where [`always`](crate::UpdateSpec::always) or
    /// [`body`](crate::DeleteSpec::body) names it.
    Neither,
}

/// What an UPDATE to NULL sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullForm {
    /// `null`.
    Null,
    /// `null` for the whole top-level member the column is a part of.
    NullMember,
    /// `[]`.
    EmptyList,
    /// `""`: the API describes the member as a text that is never `null`.
    EmptyText,
    /// Nothing: the API cannot clear it, and such a statement is refused.
    Refused,
}

/// How much of its top-level member of the body a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Own,
    /// All of it, and a list or object that replaces the one there as a whole: what it does not hold is gone.
    Whole,
    /// A part of an object that the API replaces as a whole: the other parts go out too, on an UPDATE from the row as it
    /// stands. Those that are NULL go out as their [`NullForm`] says, and not at all where it refuses.
    Part,
}

impl WriteColumnSpec {
    /// A column that INSERT and UPDATE write plainly and that NULL clears.
    pub(crate) const fn new(column: &'static str, path: &'static [&'static str]) -> Self {
        Self {
            column,
            path,
            form: WriteForm::Plain,
            on: WriteOn::Both,
            values: &[],
            null: NullForm::Null,
            extent: Extent::Own,
            along: &[],
        }
    }

    /// The same column in another form.
    pub(crate) const fn as_form(mut self, form: WriteForm) -> Self {
        self.form = form;
        self
    }

    /// The same column, written by one kind of statement.
    pub(crate) const fn on(mut self, on: WriteOn) -> Self {
        self.on = on;
        self
    }

    /// The same column, limited to these values.
    pub(crate) const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// The same column with something else for NULL.
    pub(crate) const fn cleared_by(mut self, null: NullForm) -> Self {
        self.null = null;
        self
    }

    /// The same column, which cannot become NULL.
    pub(crate) const fn never_null(self) -> Self {
        self.cleared_by(NullForm::Refused)
    }

    /// The same column, which replaces a list or object.
    pub(crate) const fn whole(mut self) -> Self {
        self.extent = Extent::Whole;
        self
    }

    /// The same column, as a part of what the API replaces as a whole.
    pub(crate) const fn part(mut self) -> Self {
        self.extent = Extent::Part;
        self
    }

    /// The same column, which goes out with others.
    pub(crate) const fn along(mut self, columns: &'static [&'static str]) -> Self {
        self.along = columns;
        self
    }
}
