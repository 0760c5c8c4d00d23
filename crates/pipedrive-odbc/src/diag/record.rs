//! One diagnostic, and the list of them that a handle keeps until its next call.

use super::state;
use crate::abi::{diag_field, returns};

/// What stands before every message, as the standard asks of drivers.
const PREFIX: &str = "[Pipedrive][ODBC driver] ";

/// One diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The SQLSTATE of ODBC 3.
    pub(crate) state: &'static str,
    /// The driver's own number, 0 where there is none.
    pub(crate) native: i32,
    /// The message without the prefix.
    pub(crate) message: String,
    /// The row of the rowset or the set of parameters, from 1.
    pub(crate) row: isize,
    /// The column or the parameter, from 1.
    pub(crate) column: i32,
}

impl Record {
    /// A diagnostic that says what its SQLSTATE says.
    pub(crate) fn new(code: &'static str) -> Self {
        let text = state::find(code).map_or("something went wrong", |state| state.text);
        Self::with(code, text)
    }

    /// A diagnostic with a message of its own.
    pub(crate) fn with(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            state: code,
            native: 0,
            message: message.into(),
            row: diag_field::NO_ROW_NUMBER,
            column: diag_field::NO_COLUMN_NUMBER,
        }
    }

    /// The same for a row and a column, both from 1.
    #[must_use]
    pub(crate) fn at(mut self, row: usize, column: usize) -> Self {
        self.row = isize::try_from(row).unwrap_or(diag_field::NO_ROW_NUMBER);
        self.column = i32::try_from(column).unwrap_or(diag_field::NO_COLUMN_NUMBER);
        self
    }

    /// The same for a row from 1, whose column stays.
    #[must_use]
    pub(crate) fn in_row(self, row: usize) -> Self {
        Self { row: isize::try_from(row).unwrap_or(diag_field::NO_ROW_NUMBER), ..self }
    }

    /// The SQLSTATE as a program of this version of ODBC knows it.
    pub(crate) fn state_for(&self, is_odbc2: bool) -> &'static str {
        if is_odbc2 { state::find(self.state).map_or(self.state, |state| state.odbc2) } else { self.state }
    }

    /// The message as programs get it.
    pub(crate) fn text(&self) -> String {
        format!("{PREFIX}{}", self.message)
    }
}

/// Diagnostics that do not make a call fail.
pub(crate) type Warnings = Vec<Record>;

/// What a handle remembers of its last call.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    /// What the call returned.
    pub(crate) code: i16,
    /// The diagnostics; errors come first.
    pub(crate) records: Vec<Record>,
    /// Rows that the last statement changed, or −1.
    pub(crate) row_count: isize,
}

impl Diagnostics {
    /// Forgets the call before.
    pub(crate) fn clear(&mut self) {
        self.code = returns::SUCCESS;
        self.records.clear();
    }

    /// Keeps what a call has to say and the code it returns.
    pub(crate) fn conclude(&mut self, outcome: Result<i16, Record>, warnings: Warnings) -> i16 {
        self.code = match outcome {
            Ok(returns::SUCCESS) if !warnings.is_empty() => returns::SUCCESS_WITH_INFO,
            Ok(code) => code,
            Err(error) => {
                self.records.push(error);
                returns::ERROR
            }
        };
        self.records.extend(warnings);
        self.code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_makes_success_a_success_with_info_and_nothing_else() {
        let check = |outcome: Result<i16, Record>, expect: (i16, &[&str])| {
            let mut diagnostics = Diagnostics::default();
            let code = diagnostics.conclude(outcome, vec![Record::new(state::TRUNCATED)]);
            let states: Vec<_> = diagnostics.records.iter().map(|record| record.state).collect();
            assert_eq!((code, states.as_slice()), expect);
        };
        check(Ok(returns::SUCCESS), (returns::SUCCESS_WITH_INFO, &["01004"]));
        check(Ok(returns::NO_DATA), (returns::NO_DATA, &["01004"]));
        check(Err(Record::new(state::SYNTAX)), (returns::ERROR, &["42000", "01004"]));
    }

    #[test]
    fn programs_of_odbc_2_get_the_old_codes() {
        assert_eq!(Record::new("42S02").state_for(true), "S0002");
        assert_eq!(Record::new("42S02").state_for(false), "42S02");
        assert_eq!(Record::with("XX001", "unknown").state_for(true), "XX001");
    }
}
