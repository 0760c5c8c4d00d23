//! What a body may say: the keys of each kind of record, and what their values must be.

use crate::data::{Owner, Table};

/// What the value of a key must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    /// Text that is not blank.
    Name,
    /// Whole number.
    Integer,
    Number,
    Flag,
    /// `0` or `1`, kept as a flag.
    Bit,
    /// `YYYY-MM-DD`.
    Day,
    /// An instant, as RFC 3339 or `YYYY-MM-DD HH:MM:SS`; kept in Unix seconds.
    Time,
    /// Hours and minutes, with or without seconds.
    Clock,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these numbers.
    Code(&'static [u32]),
    /// Code of a currency of the account.
    Currency,
    User,
    /// Id of a record of that table that was not deleted.
    Record(Table),
    /// UUID of a lead, kept as its number.
    Lead,
    /// Id of an option of a built-in field.
    Choice(Owner, &'static str),
    /// Ids of some.
    Choices(Owner, &'static str),
    /// `key_string` of an activity type.
    ActivityType,
    /// UUIDs of lead labels.
    LeadLabels,
    /// E-mail addresses, telephone numbers and the like.
    Contacts,
    Address,
    Prices,
    Participants,
    Attendees,
    /// Amount and currency of a lead.
    Money,
    /// Ids of users.
    Users,
    /// Ids of records of that table.
    Records(Table),
    Object,
    /// Objects with a label, and an id if they are known.
    Labels,
}

/// When a key may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    OnCreate,
    OnUpdate,
}

/// A key of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) when: When,
    /// Whether a new record needs it.
    pub(crate) is_required: bool,
    /// Whether `null` clears it.
    pub(crate) is_clearable: bool,
}

/// A key that may be given at any time, and that `null` clears.
pub(crate) const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, when: When::Always, is_required: false, is_clearable: true }
}

impl Key {
    /// One that is never `null`.
    pub(crate) const fn filled(mut self) -> Self {
        self.is_clearable = false;
        self
    }

    /// One that a new record needs.
    pub(crate) const fn required(mut self) -> Self {
        self.is_required = true;
        self.filled()
    }

    /// One that only new records take.
    pub(crate) const fn on_create(mut self) -> Self {
        self.when = When::OnCreate;
        self
    }

    /// One that only existing records take.
    pub(crate) const fn on_update(mut self) -> Self {
        self.when = When::OnUpdate;
        self
    }
}
