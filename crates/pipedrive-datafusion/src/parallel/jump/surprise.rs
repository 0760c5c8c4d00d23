//! What can show that written cursors do not lead where they should.

use std::fmt;

/// Why a list is no longer read by written cursors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surprise {
    /// The API's own cursor has parts that are not understood.
    Unreadable,
    /// The API does not take a written cursor.
    Refused,
    /// Rows came that are not in order, lie before the place asked for, or came before.
    Disorder,
    /// The walk of one range does not see the row with which the next one begins.
    Skipped,
    /// The list ended before the next range.
    FellShort,
}

impl Surprise {
    /// Whether nothing the API said contradicts anything else it said.
    pub(crate) fn is_harmless(self) -> bool {
        matches!(self, Self::Unreadable | Self::Refused)
    }

    /// What is done instead.
    pub(crate) fn fallback(self) -> &'static str {
        if self.is_harmless() {
            "no cursors are written any more, and the list is read from both ends"
        } else {
            "no cursors are written any more, and the list is read page after page"
        }
    }

    /// Its name among the figures of a scan.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "cursors_not_understood",
            Self::Refused => "cursors_refused",
            Self::Disorder => "cursors_gave_disorder",
            Self::Skipped => "cursors_skipped_rows",
            Self::FellShort => "cursors_fell_short",
        }
    }
}

impl fmt::Display for Surprise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "cursors are not of a form that is understood",
            Self::Refused => "a written cursor is refused",
            Self::Disorder => "rows behind a written cursor are not in their order",
            Self::Skipped => "the rows of two ranges of ids do not meet",
            Self::FellShort => "a list ends before rows that were read from it",
        })
    }
}
