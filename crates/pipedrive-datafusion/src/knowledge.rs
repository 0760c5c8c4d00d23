//! What was learnt about an account from its answers and saves requests later. Nothing here decides what an answer
//! is, only how cheaply it is found; what is not known is found out again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What is known, by the names of tables, their walks and columns.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    learnt: Mutex<Learnt>,
}

#[derive(Debug, Default)]
struct Learnt {
    rows: HashMap<(&'static str, &'static str), usize>,
    /// By table, walk and column.
    without_null: HashMap<(&'static str, &'static str, &'static str), bool>,
    summary_agrees: Option<bool>,
}

impl Knowledge {
    /// Rows of a walk, if one was ever read to its end.
    pub(crate) fn rows(&self, table: &'static str, walk: &'static str) -> Option<usize> {
        self.read(|learnt| learnt.rows.get(&(table, walk)).copied())
    }

    /// Remembers how many rows a walk has.
    pub(crate) fn learn_rows(&self, table: &'static str, walk: &'static str, rows: usize) {
        self.write(|learnt| learnt.rows.insert((table, walk), rows));
    }

    /// Whether no row of a table has a NULL in a column that is set with the record and never emptied; `None` if
    /// nobody has looked at all of its walks yet.
    pub(crate) fn is_without_null(&self, table: &'static str, column: &'static str) -> Option<bool> {
        let walks = pipedrive_schema::table(table).map_or(&[][..], |spec| spec.walks);
        let verdicts = walks.iter().map(|walk| self.is_walk_without_null(table, walk.name, column));
        verdicts.reduce(|all, one| match (all, one) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        })?
    }

    /// The same of one walk, whatever parameters narrow it, as long as it shows no deleted rows.
    pub(crate) fn is_walk_without_null(
        &self,
        table: &'static str,
        walk: &'static str,
        column: &'static str,
    ) -> Option<bool> {
        self.read(|learnt| learnt.without_null.get(&(table, walk, column)).copied())
    }

    /// Remembers what a look at both ends of a walk in the column's order has told.
    pub(crate) fn learn_walk_without_null(
        &self,
        table: &'static str,
        walk: &'static str,
        column: &'static str,
        without: bool,
    ) {
        self.write(|learnt| learnt.without_null.insert((table, walk, column), without));
    }

    /// Whether `/deals/summary` counted what the list of deals holds, when both were asked; `None` if they never were.
    pub(crate) fn summary_agrees(&self) -> Option<bool> {
        self.read(|learnt| learnt.summary_agrees)
    }

    /// Remembers that verdict.
    pub(crate) fn learn_summary_agrees(&self, agrees: bool) {
        self.write(|learnt| learnt.summary_agrees = Some(agrees));
    }

    /// Forgets everything.
    pub(crate) fn forget(&self) {
        self.write(|learnt| *learnt = Learnt::default());
    }

    fn read<T>(&self, look: impl FnOnce(&Learnt) -> T) -> T {
        look(&self.learnt.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Learnt) -> T) {
        change(&mut self.learnt.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
