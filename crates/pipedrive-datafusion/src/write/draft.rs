//! What a statement writes, found out while planning: the table, the actions, and where their values stand in the rows.

use std::sync::Arc;

use datafusion::logical_expr::LogicalPlan;
use pipedrive_client::ErrorKind;
use pipedrive_schema::WriteSpec;

use super::columns::{check_given, check_kind};
use super::restriction::{self, Restriction};
use super::unbound::Unbound;
use crate::error::Error;
use crate::layout::TableLayout;

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// It is added.
    Insert,
    /// It is changed.
    Update,
    /// It is removed.
    Delete,
}

impl Kind {
    /// The statement that does it.
    pub(crate) const fn verb(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// A column of the table and the column of the rows with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// Place among the columns of the table.
    pub(crate) column: usize,
    /// Place among the columns of the rows.
    pub(crate) input: usize,
}

/// One thing that happens to rows.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) kind: Kind,
    /// What the statement sets.
    pub(crate) given: Vec<Given>,
    /// The row as it stands: its key, and what has to be sent along.
    pub(crate) row: Vec<Given>,
}

/// What a statement writes.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) layout: Arc<TableLayout>,
    pub(crate) write: &'static WriteSpec,
    /// The statement as people see it.
    pub(crate) text: Arc<str>,
    /// One, or one for each clause of a MERGE.
    pub(crate) actions: Vec<Action>,
    /// Column of the rows with the number of the action, NULL for none. Without it there is one action.
    pub(crate) chooser: Option<usize>,
    /// The columns by which a MERGE finds its rows, and the columns of the rows with the values of its source.
    pub(crate) matched_by: Vec<(String, usize)>,
    /// Whether the columns of the rows have yet to be found by their names.
    pub(crate) by_name: bool,
    /// What its conditions do with the rows of the table, once that was found out.
    pub(crate) restriction: Option<Restriction>,
    /// What it is to be found out of once the parameters have values.
    pub(crate) unbound: Option<Arc<Unbound>>,
    /// Whether the analyzer has seen it, which refuses what would concern every row.
    pub(crate) is_analyzed: bool,
}

impl Draft {
    /// # Errors
    /// If the table or one of the columns cannot be written in that way.
    pub(crate) fn new(
        layout: &Arc<TableLayout>,
        text: &str,
        actions: Vec<Action>,
        chooser: Option<usize>,
    ) -> Result<Self, Error> {
        let write = writable(layout)?;
        let (layout, text) = (Arc::clone(layout), text.into());
        let draft = Self {
            layout,
            write,
            text,
            actions,
            chooser,
            matched_by: Vec::new(),
            by_name: false,
            restriction: None,
            unbound: None,
            is_analyzed: false,
        };
        draft.check(false)?;
        Ok(draft)
    }

    /// The same draft of an INSERT, whose values are matched to columns by the names of the query's columns.
    pub(crate) fn matched_by_name(self) -> Self {
        Self { by_name: true, ..self }
    }

    /// The same draft, with what its rows tell of the statement's conditions: `rows` as planned, not optimized.
    pub(crate) fn with_restriction(self, rows: &LogicalPlan) -> Self {
        let restriction = match (self.needs_filter(), self.changes_rows()) {
            (Some(_), _) => restriction::restriction(rows, &self.layout),
            (None, true) if !restriction::is_matched(rows, &self.layout) => Restriction::Every,
            (None, _) => Restriction::Chosen,
        };
        Self { restriction: Some(restriction), unbound: None, ..self }
    }

    /// Whether each action can be carried out; `complete` once all columns are known.
    pub(crate) fn check(&self, complete: bool) -> Result<(), Error> {
        for action in &self.actions {
            check_kind(&self.layout, self.write, action.kind)?;
            check_given(&self.layout, self.write, action, complete || !action.given.is_empty())?;
        }
        Ok(())
    }

    /// Whether the statement changes or removes rows that a WHERE has to name.
    pub(crate) fn needs_filter(&self) -> Option<Kind> {
        match (&self.chooser, &self.actions[..]) {
            (None, [action]) if action.kind != Kind::Insert => Some(action.kind),
            _ => None,
        }
    }

    /// Whether rows that are there may be changed or removed.
    pub(crate) fn changes_rows(&self) -> bool {
        self.actions.iter().any(|action| action.kind != Kind::Insert)
    }

    /// The statement's verb.
    pub(crate) fn verb(&self) -> &'static str {
        match (&self.chooser, &self.actions[..]) {
            (None, [action]) => action.kind.verb(),
            _ => "MERGE",
        }
    }
}

/// How a table is written.
///
/// # Errors
/// If it cannot be.
pub(crate) fn writable(layout: &TableLayout) -> Result<&'static WriteSpec, Error> {
    let spec = layout.spec;
    spec.write.ok_or_else(|| {
        Error::new(ErrorKind::Unsupported, format!("`{}` cannot be written: the API only lets it be read", spec.name))
    })
}
